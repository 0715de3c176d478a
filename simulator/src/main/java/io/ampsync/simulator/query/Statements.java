package io.ampsync.simulator.query;

import java.util.List;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;

/** Parses exactly one SELECT; everything else is refused as the server refuses it. */
final class Statements {
    private Statements() {}

    static PlainSelect select(String sql) {
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
