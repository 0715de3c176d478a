package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.stream.RowDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.Test;

/** The identity of rows: a function of a block's rows, and of nothing else. */
class RowIdTest {
    private static final Schema SCHEMA =
            Types.table(Types.required("n", Types.I64), Types.required("text", Types.UTF8));

    /** Few values, so that identical rows are common. */
    record Row(long block, long number, String text) {}

    /** Where a stream is cut: after each row a new message, with a keep-alive, or a new microbatch between blocks. */
    enum Cut {
        NONE,
        MESSAGE,
        KEEP_ALIVE,
        MICROBATCH,
        /** The rows of the open block are given up, and come again to a new encoder. */
        RESTART
    }

    record Encoded(List<String> ids, RowDigest digest, long rows) {}

    @Provide
    Arbitrary<List<Row>> rows() {
        return Combinators.combine(
                        Arbitraries.longs().between(10, 14),
                        Arbitraries.longs().between(0, 2),
                        Arbitraries.of("", "a", "b"))
                .as(Row::new)
                .list()
                .ofMaxSize(40)
                .map(rows -> rows.stream()
                        .sorted(Comparator.comparingLong(Row::block))
                        .toList());
    }

    @Property
    void idsDoNotDependOnMessagesKeepAlivesMicrobatchesOrRestarts(
            @ForAll("rows") List<Row> rows, @ForAll @Size(40) List<Cut> cuts, @ForAll RowId kind) {
        Encoded whole = encode(rows, Collections.nCopies(40, Cut.NONE), kind);
        assertThat(encode(rows, cuts, kind)).isEqualTo(whole);
    }

    @Property
    void theIdsOfABlockDoNotDependOnTheOrderOfItsRows(
            @ForAll("rows") List<Row> rows, @ForAll long seed, @ForAll RowId kind) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.sort(Comparator.comparingLong(Row::block));
        Encoded one = encode(rows, Collections.nCopies(40, Cut.NONE), kind);
        Encoded other = encode(shuffled, Collections.nCopies(40, Cut.NONE), kind);
        assertThat(other.ids()).containsExactlyInAnyOrderElementsOf(one.ids());
        assertThat(other.digest()).isEqualTo(one.digest());
    }

    @Property
    void everyRowHasAnIdOfItsOwn(@ForAll("rows") List<Row> rows, @ForAll RowId kind) {
        List<String> ids = encode(rows, Collections.nCopies(40, Cut.NONE), kind).ids();
        assertThat(new HashSet<>(ids)).hasSize(rows.size());
    }

    @Property
    void theDigestOfTheWholeIsTheSumOfItsParts(@ForAll("rows") List<Row> rows, @ForAll RowId kind) {
        RowDigest sum = RowDigest.EMPTY;
        for (long block = 10; block <= 14; block++) {
            long number = block;
            List<Row> part = rows.stream().filter(row -> row.block() == number).toList();
            sum = sum.plus(encode(part, Collections.nCopies(40, Cut.NONE), kind).digest());
        }
        assertThat(encode(rows, Collections.nCopies(40, Cut.NONE), kind).digest())
                .isEqualTo(sum);
    }

    /** Checked against xxHash's own implementation. */
    @Test
    void idsAreThoseOfTheDocumentedLayout() {
        Row row = new Row(10, 1, "a");
        List<Row> rows = List.of(row, row, row, new Row(11, 1, "a"));
        List<Cut> uncut = Collections.nCopies(4, Cut.NONE);
        assertThat(encode(rows, uncut, RowId.BLOCK_ORDERED).ids())
                .containsExactly(
                        "000000000000000a1609fbafe5513c82",
                        "000000000000000a997b9cfe05e3d0fc",
                        "000000000000000a5e3d42690e8022a4",
                        "000000000000000b5aaf1d9166a8e6c3");
        assertThat(encode(rows, uncut, RowId.XXH3).ids())
                .containsExactly(
                        "1609fbafe5513c8210477249ff3b9f62",
                        "997b9cfe05e3d0fc3b33e6224ba92922",
                        "5e3d42690e8022a41ec4c90ca9d8f91c",
                        "5aaf1d9166a8e6c3012fd916364c24dd");
    }

    private static Encoded encode(List<Row> rows, List<Cut> cuts, RowId kind) {
        TableEncoder encoder = started(kind, 10);
        try (RootAllocator allocator = new RootAllocator();
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0))) {
            List<String> ids = new ArrayList<>();
            RowDigest digest = RowDigest.EMPTY;
            int from = 0;
            for (int to = 1; to <= rows.size(); to++) {
                Cut cut = cuts.get(to - 1);
                if (to == rows.size() || cut != Cut.NONE) {
                    encodeMessage(encoder, allocator, rows.subList(from, to), buffer);
                    from = to;
                }
                if (cut == Cut.KEEP_ALIVE) {
                    encodeMessage(encoder, allocator, List.of(), buffer);
                }
                boolean blockEnds = to < rows.size()
                        && rows.get(to).block() > rows.get(to - 1).block();
                if (cut == Cut.MICROBATCH && blockEnds) {
                    encoder.startMicrobatch(Rows.range(rows.get(to).block(), 14));
                }
                if (cut == Cut.RESTART && to < rows.size()) {
                    long open = rows.get(to).block();
                    try (CopyBuffer complete = buffer.takeCompleteBlocks()) {
                        ids.addAll(Rows.ids(complete));
                        digest = digest.plus(complete.digest());
                    }
                    if (blockEnds) {
                        ids.addAll(Rows.ids(buffer));
                        digest = digest.plus(buffer.digest());
                    }
                    buffer.clear();
                    encoder = started(kind, open);
                    while (from > 0 && rows.get(from - 1).block() == open) {
                        from--;
                    }
                    encodeMessage(encoder, allocator, rows.subList(from, to), buffer);
                    from = to;
                }
            }
            ids.addAll(Rows.ids(buffer));
            return new Encoded(ids, digest.plus(buffer.digest()), ids.size());
        }
    }

    private static TableEncoder started(RowId kind, long block) {
        TableEncoder encoder = TableEncoder.of(SCHEMA, EncodeSettings.DEFAULT.withId(kind));
        encoder.startMicrobatch(Rows.range(block, 14));
        return encoder;
    }

    private static void encodeMessage(
            TableEncoder encoder, RootAllocator allocator, List<Row> rows, CopyBuffer buffer) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
            for (int i = 0; i < rows.size(); i++) {
                ((UInt8Vector) root.getVector(0)).setSafe(i, rows.get(i).block());
                ((BigIntVector) root.getVector(1)).setSafe(i, rows.get(i).number());
                ((VarCharVector) root.getVector(2))
                        .setSafe(i, new Text(rows.get(i).text()));
            }
            root.setRowCount(rows.size());
            encoder.encode(root, buffer);
        }
    }
}
