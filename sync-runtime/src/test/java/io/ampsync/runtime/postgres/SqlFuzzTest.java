package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Names that a source chooses, in every statement that we send: none ends its quotes. */
class SqlFuzzTest {
    private static final TargetSchema SCHEMA = new TargetSchema("public");

    /** A quoted identifier, quotes inside of it doubled. */
    private static final String QUOTED = "\"(?:[^\"]|\"\")*\"";

    @Test
    void whateverAColumnIsCalledTheStatementsStayTheSame() throws Exception {
        List<String> expected = skeleton("harmless");
        List<byte[]> known = List.of(bytes("gas_used"), bytes("\"; DROP TABLE blocks; --"), bytes("a\\\"b$$'"));
        Fuzzing.run("sql", known, input -> {
            String name = new String(input, StandardCharsets.UTF_8);
            try {
                assertThat(skeleton(name)).isEqualTo(expected);
            } catch (SyncException e) {
                assertThat(e.reason()).isIn(Reason.IDENTIFIER_INVALID, Reason.NO_BLOCK_NUMBER);
            }
        });
    }

    /** Every statement, its identifiers replaced. */
    private static List<String> skeleton(String column) {
        Schema source = new Schema(List.of(
                Field.notNullable("_block_num", new ArrowType.Int(64, false)),
                Field.nullable(column, new ArrowType.Binary())));
        List<TargetColumn> columns =
                TableEncoder.of(source, EncodeSettings.DEFAULT).columns();
        TargetTable table = new TargetTable("blocks", RowId.BLOCK_ORDERED, columns);
        List<String> statements = new ArrayList<>(TableSql.create(SCHEMA, table));
        statements.add(TableSql.alter(
                SCHEMA,
                table,
                new SchemaFit.Additive(columns, List.of(columns.getLast().name()))));
        statements.add(TableSql.copy(SCHEMA, table));
        statements.add(TableSql.deleteFrom(SCHEMA, table));
        return statements.stream()
                .map(statement -> statement.replaceAll(QUOTED, "?"))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
