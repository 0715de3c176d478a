package io.ampsync.runtime.adopt;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.TargetDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A schema that a predecessor has left, made from its DDL. */
final class OldSchema implements AutoCloseable {
    final DatabaseSettings settings = PostgresFixture.shared().settings();
    final TargetDatabase database = TargetDatabase.of(settings, "default/test", Limits.DEFAULT);
    private final Connection outside = PostgresFixture.shared().connect();

    /** @param script a resource in {@code adopt/} */
    OldSchema(String script) throws SQLException, IOException {
        this(script, text -> text);
    }

    /** @param sql the SQL of the resource's text */
    OldSchema(String script, UnaryOperator<String> sql) throws SQLException, IOException {
        execute("CREATE SCHEMA " + settings.schema());
        execute("SET search_path = " + settings.schema());
        execute(sql.apply(resource(script)));
    }

    static String resource(String script) throws IOException {
        try (InputStream stream = OldSchema.class.getResourceAsStream("/adopt/" + script)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = outside.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column, as text. */
    List<String> column(String sql) throws SQLException {
        try (Statement statement = outside.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    List<String> found() {
        return Recognition.of(CatalogReader.read(database)).stream()
                .map(found -> found.table() + ": " + found.phrase())
                .toList();
    }

    @Override
    public void close() throws SQLException {
        database.close();
        outside.close();
    }
}
