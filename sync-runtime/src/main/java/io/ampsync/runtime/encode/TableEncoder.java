package io.ampsync.runtime.encode;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns the record batches of one table into rows of binary COPY. One thread at a time.
 *
 * <p>A row is, all numbers big-endian: the number of columns (2 bytes), then per column of {@link #columns()} the length
 * of its payload (4 bytes, -1 for NULL) and the payload. The row's identity stands on the <em>user bytes</em>, which are
 * the fields of the user columns as written, lengths included:
 *
 * <pre>
 * h    = XXH3-128 (seed 0, canonical form) of  user bytes ‖ block number (8 bytes)
 * hₙ   = XXH3-128                          of  user bytes ‖ block number (8 bytes) ‖ n (8 bytes),  n = 1, 2, …
 * </pre>
 *
 * <p>A row takes {@code h} unless a row of its block has a hash with the same first 8 bytes; then it takes the first
 * {@code hₙ} for which there is none, n counting from the number of rows that had the first 8 bytes of {@code h} before
 * it. So the n-th repetition of a row has occurrence number n, and a clash of two different rows is handled like a
 * repetition. {@code _id} is the block number ‖ the hash's first 8 bytes ({@code BLOCK_ORDERED}), or the hash ({@code
 * XXH3}); the digest of a {@link CopyBuffer} sums the whole hashes. None of this depends on where messages and
 * microbatches begin and end, nor on the order of a block's rows.
 */
public final class TableEncoder {
    static final String BLOCK_NUM = "_block_num";
    private static final int ID_AT = Short.BYTES + ColumnWriter.LENGTH;
    private static final int BLOCKS_AT = ID_AT + RowIdentity.ID;
    private static final int USER_AT = BLOCKS_AT + 2 * (ColumnWriter.LENGTH + Long.BYTES);
    private static final long MAX_ROW = Integer.MAX_VALUE - 64;

    private final Schema schema;
    private final List<TargetColumn> columns;
    private final SequencedMap<String, String> names;
    private final SequencedMap<String, TextRules> texts = new LinkedHashMap<>();
    private final String[] userNames;
    private final ColumnWriter[] writers;
    /** Vector of the batch that each writer reads. */
    private final int[] vectors;

    private final int[] variable;
    private final int fixedBytes;
    private final int blockVector;
    private final RowIdentity identity;

    private @Nullable BlockRange range;
    private long block;

    private TableEncoder(Schema schema, int blockVector, EncodeSettings settings) {
        this.schema = schema;
        this.blockVector = blockVector;
        this.identity = new RowIdentity(settings.id());
        List<Field> fields = new ArrayList<>(schema.getFields());
        fields.remove(blockVector);
        this.names = ColumnNames.of(fields.stream().map(Field::getName).toList());
        this.userNames = names.values().toArray(String[]::new);
        this.writers = new ColumnWriter[fields.size()];
        this.vectors = new int[fields.size()];
        List<Integer> sized = new ArrayList<>();
        List<TargetColumn> targets = new ArrayList<>(List.of(
                new TargetColumn(ColumnNames.ID, PgType.BYTEA.sql(), true),
                new TargetColumn(ColumnNames.BLOCK_START, PgType.BIGINT.sql(), true),
                new TargetColumn(ColumnNames.BLOCK_END, PgType.BIGINT.sql(), true)));
        int fixed = 0;
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            TextRules rules = new TextRules(settings.nul());
            texts.put(userNames[i], rules);
            TypeMapping mapping = TypeMapping.of(field, new TypeMapping.Scope(field.getName(), settings, rules));
            writers[i] = mapping.writer();
            vectors[i] = i < blockVector ? i : i + 1;
            if (writers[i].maxBytes() == ColumnWriter.VARIABLE) {
                sized.add(i);
            } else {
                fixed += writers[i].maxBytes();
            }
            targets.add(new TargetColumn(userNames[i], mapping.type().sql(), TypeMapping.isNeverNull(field)));
        }
        this.variable = sized.stream().mapToInt(Integer::intValue).toArray();
        this.fixedBytes = USER_AT + fixed + RowIdentity.SUFFIX;
        this.columns = List.copyOf(targets);
    }

    /**
     * An encoder for batches of this schema.
     *
     * @throws SyncException {@link Reason#NO_BLOCK_NUMBER} without a column {@code _block_num} of type UInt64, {@link
     *     Reason#TYPE_UNSUPPORTED}, {@link Reason#IDENTIFIER_INVALID} for an empty name or one that occurs twice
     */
    public static TableEncoder of(Schema schema, EncodeSettings settings) {
        List<Field> fields = schema.getFields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (field.getName().equals(BLOCK_NUM)) {
                if (field.getType() instanceof ArrowType.Int integer && integer.getBitWidth() == 64) {
                    return new TableEncoder(schema, i, settings);
                }
                throw new SyncException(
                        Reason.NO_BLOCK_NUMBER,
                        "The column _block_num has the type " + field.getType() + ", not UInt64.");
            }
        }
        throw new SyncException(Reason.NO_BLOCK_NUMBER, "The query yields no column _block_num.");
    }

    /** The table's columns in the order of COPY: {@code _id}, {@code _block_num_start}, {@code _block_num_end}, user columns. */
    public List<TargetColumn> columns() {
        return columns;
    }

    /** Columns whose identifier is not their name in the source, by that name. */
    public SequencedMap<String, String> renamedColumns() {
        SequencedMap<String, String> renamed = new LinkedHashMap<>(names);
        renamed.entrySet().removeIf(name -> name.getKey().equals(name.getValue()));
        return renamed;
    }

    /** How many U+0000 were replaced or stripped since the last call, by column; columns without any are left out. */
    public Map<String, Long> takeChangedNuls() {
        Map<String, Long> counts = new LinkedHashMap<>();
        texts.forEach((name, rules) -> {
            long changed = rules.takeChanged();
            if (changed > 0) {
                counts.put(name, changed);
            }
        });
        return counts;
    }

    /** Begins a microbatch of these blocks, also after one that was cut short. */
    public void startMicrobatch(BlockRange blocks) {
        range = blocks;
        block = -1;
    }

    /**
     * Appends the rows of one batch of the present microbatch.
     *
     * @throws SyncException as {@link #encode(VectorSchemaRoot, int, int, CopyBuffer)}
     */
    public void encode(VectorSchemaRoot rows, CopyBuffer into) {
        encode(rows, 0, rows.getRowCount(), into);
    }

    /**
     * Appends some rows of one batch of the present microbatch: those from {@code from} on, up to and without {@code to}.
     * The first rows of a batch come first.
     *
     * @throws SyncException {@link Reason#BATCH_INVALID} for a batch of another schema, a null where there must be none, or
     *     a block outside of the microbatch or below the one before it; {@link Reason#VALUE_REFUSED} for a value that
     *     PostgreSQL cannot hold. {@code into} then ends with the row before
     */
    public void encode(VectorSchemaRoot rows, int from, int to, CopyBuffer into) {
        BlockRange blocks = range;
        if (blocks == null) {
            throw new IllegalStateException("no microbatch was started");
        }
        if (from == 0) {
            bind(rows);
        }
        if (from == to) {
            return;
        }
        ArrowBuf numbers = rows.getVector(blockVector).getDataBuffer();
        for (int row = from; row < to; row++) {
            startRow(numbers.getLong(row * 8L), blocks);
            Segment segment = into.reserve(roomFor(row));
            int end = writeRow(segment.bytes, segment.length, row);
            into.commit(end, block, identity.high(), identity.low());
        }
    }

    private void bind(VectorSchemaRoot rows) {
        BatchChecks.sameColumns(schema, rows.getSchema());
        BatchChecks.nullsAllowed(schema, rows);
        if (rows.getRowCount() == 0) {
            return;
        }
        for (int column = 0; column < writers.length; column++) {
            writers[column].bind(rows.getVector(vectors[column]));
        }
    }

    private void startRow(long number, BlockRange blocks) {
        if (number != block || number < 0) {
            BatchChecks.blockFollows(number, block, blocks);
            block = number;
            identity.startBlock();
        }
    }

    private int roomFor(int row) {
        long room = fixedBytes;
        for (int column : variable) {
            try {
                room += writers[column].bytes(row);
            } catch (RefusedValue refused) {
                throw refused.in(userNames[column], block);
            }
        }
        if (room > MAX_ROW) {
            throw new RefusedValue("a row of " + room + " bytes", "is above the limit of 2 GB")
                    .in(userNames[variable[0]], block);
        }
        return (int) room;
    }

    private int writeRow(byte[] out, int at, int row) {
        int user = at + USER_AT;
        int end = user;
        int column = 0;
        try {
            for (; column < writers.length; column++) {
                end = writers[column].write(out, end, row);
            }
        } catch (RefusedValue refused) {
            throw refused.in(userNames[column], block);
        }
        BigEndian.putShort(out, at, columns.size());
        BigEndian.putInt(out, at + Short.BYTES, RowIdentity.ID);
        identity.identify(out, user, end, block, at + ID_AT);
        int position = ColumnWriter.writeInt8(out, at + BLOCKS_AT, block);
        ColumnWriter.writeInt8(out, position, block);
        return end;
    }
}
