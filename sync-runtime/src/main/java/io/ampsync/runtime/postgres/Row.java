package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row that a statement returned; columns count from 0. */
public record Row(List<@Nullable Object> columns) {
    public boolean absent(int column) {
        return columns.get(column) == null;
    }

    public boolean flag(int column) {
        return (boolean) present(column);
    }

    public long number(int column) {
        return ((Number) present(column)).longValue();
    }

    public String text(int column) {
        return (String) present(column);
    }

    @Nullable
    public String textOrNull(int column) {
        return (String) columns.get(column);
    }

    public byte[] bytes(int column) {
        return (byte[]) present(column);
    }

    @Nullable
    BlockHash hashOrNull(int column) {
        return absent(column) ? null : BlockHash.of(bytes(column));
    }

    /** A block number and its hash, in neighbouring columns. */
    @Nullable
    Cursor cursorOrNull(int column) {
        BlockHash hash = hashOrNull(column + 1);
        return hash == null ? null : new Cursor(number(column), hash);
    }

    private Object present(int column) {
        return Objects.requireNonNull(columns.get(column), "a null where the schema has none");
    }
}
