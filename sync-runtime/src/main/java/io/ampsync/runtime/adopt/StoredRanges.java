package io.ampsync.runtime.adopt;

import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.Row;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an early ampsync by the ranges that they carry, as seen from a watermark.
 *
 * @param first the first block of the lowest range, null without rows
 * @param kept rows of ranges that end at or below it
 * @param above rows of ranges that end above it
 * @param straddling start of a range that begins at or below it and ends above
 * @param overlapping start of a range at or below it that begins inside another one
 */
record StoredRanges(
        @Nullable Long first,
        long kept,
        long above,
        @Nullable Long straddling,
        @Nullable Long overlapping) {
    private static final String QUERY = """
            SELECT min(s), coalesce(sum(n) FILTER (WHERE e <= w), 0)::bigint,
                   coalesce(sum(n) FILTER (WHERE e > w), 0)::bigint,
                   min(s) FILTER (WHERE s <= w AND e > w), min(s) FILTER (WHERE s <= w AND before >= s)
            FROM (SELECT s, e, n, max(e) OVER (ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                  FROM (SELECT _block_num_start AS s, _block_num_end AS e, count(*) AS n FROM {table} GROUP BY 1, 2) r) p,
                 (SELECT ?::bigint AS w) AS watermark""";

    static StoredRanges of(Session session, String table, Cursor watermark) throws SQLException {
        Row row = session.run(Script.of(QUERY.replace("{table}", table), watermark.number()))
                .rows()
                .getFirst();
        return new StoredRanges(number(row, 0), row.number(1), row.number(2), number(row, 3), number(row, 4));
    }

    private static @Nullable Long number(Row row, int column) {
        return row.absent(column) ? null : (Long) row.number(column);
    }
}
