package io.ampsync.runtime.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Just enough SQL to see what PostgreSQL makes of encoded rows. */
final class Database {
    private Database() {}

    static long createAndCopy(Connection connection, String table, List<TargetColumn> columns, CopyBuffer rows)
            throws SQLException {
        String definitions = columns.stream()
                .map(column -> quote(column.name()) + " " + column.sqlType() + (column.notNull() ? " NOT NULL" : ""))
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + table);
            statement.execute("CREATE TABLE " + table + " (" + definitions + ", PRIMARY KEY (_id))");
        }
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)");
        try {
            copy.writeToCopy(CopyBuffer.copyHeader(), 0, CopyBuffer.copyHeader().length);
            rows.forEachSegment(copy::writeToCopy);
            copy.writeToCopy(CopyBuffer.copyTrailer(), 0, CopyBuffer.copyTrailer().length);
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** The rows as PostgreSQL writes them, without header and trailer. */
    static byte[] copyOut(Connection connection, String table) throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", out);
        byte[] all = out.toByteArray();
        return Arrays.copyOfRange(all, CopyBuffer.copyHeader().length, all.length - CopyBuffer.copyTrailer().length);
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
