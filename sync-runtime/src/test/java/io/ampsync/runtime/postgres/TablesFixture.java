package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.postgres.TargetTables.Setup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The tables of one sync in a schema of their own, for every test. */
abstract class TablesFixture {
    final Target target;
    final TargetTables tables;

    TablesFixture(PostgresServer server) throws SQLException {
        this.target = Target.on(server);
        this.tables = new TargetTables(target.database, target.claim("default/a"));
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
    }

    Setup ensure(TargetTable table) throws InterruptedException {
        return tables.ensure(table, Target.PROVENANCE);
    }

    static TargetTable with(TargetColumn... more) {
        List<TargetColumn> columns = new ArrayList<>(Fill.COLUMNS);
        columns.addAll(List.of(more));
        return new TargetTable(Fill.TABLE.name(), RowId.BLOCK_ORDERED, columns);
    }

    List<Object> columns() throws SQLException {
        return new ArrayList<>(target.column("""
                SELECT attname::text FROM pg_attribute
                WHERE attrelid = '{schema}.transfers'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""));
    }
}
