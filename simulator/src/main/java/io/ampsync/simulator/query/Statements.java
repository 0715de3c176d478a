package io.ampsync.simulator.query;

import java.util.List;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.ExplainStatement;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.show.ShowTablesStatement;

/** Parses exactly one SELECT; everything else is refused as the server refuses it. */
final class Statements {
    /** Unknown to the parser. */
    private static final Pattern COPY = Pattern.compile("(?i)\\s*COPY\\s");

    private Statements() {}

    static PlainSelect select(String sql) {
        if (COPY.matcher(sql).lookingAt()) {
            throw Refused.invalidInput("failed to extract function references: Failed to resolve function references: "
                    + "DML statements (CreateExternalTable, CopyTo) are not supported");
        }
        List<Statement> statements = parse(sql);
        if (statements.size() != 1) {
            throw Refused.syntax("Expected a single SQL statement, found " + statements.size());
        }
        return switch (statements.getFirst()) {
            case PlainSelect select -> select;
            case ParenthesedSelect inner when inner.getSelect() instanceof PlainSelect select -> select;
            case net.sf.jsqlparser.statement.select.Select select -> throw Refused.unsupported(select);
            case Insert _ ->
                throw new Refused(
                        io.grpc.Status.Code.INTERNAL,
                        "failed to infer SQL output schema | Caused by: Error during planning: Inconsistent data length");
            case ExplainStatement explain -> throw Refused.unsupported(explain);
            case ShowTablesStatement _ ->
                throw Refused.inference("SHOW TABLES is not supported unless information_schema is enabled");
            case Statement _ ->
                throw Refused.invalidInput(
                        "query plan violates read-only constraints: query plan violates read-only constraints");
        };
    }

    private static List<Statement> parse(String sql) {
        try {
            return CCJSqlParserUtil.parseStatements(sql);
        } catch (JSQLParserException e) {
            String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw Refused.syntax("Invalid SQL syntax -> SQL error: ParserError(\"" + cause + "\")");
        }
    }
}
