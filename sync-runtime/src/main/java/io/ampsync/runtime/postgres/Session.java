package io.ampsync.runtime.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for the time of one transaction. It stays in autocommit mode and transactions are spelled out, so that
 * BEGIN and COMMIT share a round trip with what they enclose.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final BaseConnection driver;
    private final @Nullable HikariDataSource pool;

    Session(Connection connection, @Nullable HikariDataSource pool) throws SQLException {
        this.connection = connection;
        this.driver = connection.unwrap(BaseConnection.class);
        this.pool = pool;
    }

    public Answers run(Script script) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(script.text())) {
            List<@Nullable Object> values = script.values();
            for (int i = 0; i < values.size(); i++) {
                bind(statement, i + 1, values.get(i));
            }
            return Answers.execute(statement);
        }
    }

    /** Runs one statement without values, in which a question mark is a question mark. */
    void execute(String statement) throws SQLException {
        try (Statement plain = connection.createStatement()) {
            plain.setEscapeProcessing(false);
            plain.execute(statement);
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case Script.Numbers numbers ->
                statement.setArray(
                        index,
                        connection.createArrayOf("bigint", numbers.elements().toArray()));
            case Script.Texts texts ->
                statement.setArray(
                        index, connection.createArrayOf("text", texts.elements().toArray()));
            case Script.Blobs blobs ->
                statement.setArray(
                        index,
                        connection.createArrayOf("bytea", blobs.elements().toArray(byte[][]::new)));
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> statement.setObject(index, value);
        }
    }

    CopyIn copy(String statement) throws SQLException {
        return driver.getCopyAPI().copyIn(statement);
    }

    CopyOut copyOut(String statement) throws SQLException {
        return driver.getCopyAPI().copyOut(statement);
    }

    /** Ends the connection from any thread; whoever uses it gets an I/O error. */
    void abort() {
        try {
            driver.abort(Runnable::run);
        } catch (SQLException alreadyClosed) {
            LOG.debug("Aborting a connection: {}", alreadyClosed.getMessage());
        }
    }

    /** Rolls back what is still open and gives the connection back, or drops it if that is not possible. */
    @Override
    public void close() {
        try (connection) {
            rollBack();
            if (driver.isClosed() && pool != null) {
                pool.evictConnection(connection);
            }
        } catch (SQLException e) {
            LOG.debug("Closing a connection: {}", e.getMessage());
        }
    }

    private void rollBack() {
        try {
            if (!driver.isClosed() && driver.getTransactionState() != TransactionState.IDLE) {
                driver.execSQLUpdate("ROLLBACK");
            }
        } catch (SQLException lost) {
            abort();
        }
    }
}
