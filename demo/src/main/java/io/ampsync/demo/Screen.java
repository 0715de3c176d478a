package io.ampsync.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the demo shows: a few lines redrawn in place on a terminal, else a plain line now and then. One thread. */
final class Screen {
    private static final int BAR = 16;
    private static final long PLAIN_EVERY = 1_000_000_000L;
    private static final double SECOND = 1e9;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final long started;
    private final Map<String, Speed> speeds = new HashMap<>();
    private int drawn;
    private long lastPlain;
    private boolean rowsShown;

    Screen(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        started = nanos.getAsLong();
        lastPlain = started - PLAIN_EVERY;
    }

    /** A line that stays, above the progress. */
    void say(String line) {
        erase();
        out.printf(Locale.ROOT, "%5.1fs  %s%n", (nanos.getAsLong() - started) / SECOND, line);
        out.flush();
    }

    /** A line that stays, without a time. */
    void print(String line) {
        erase();
        out.println(line);
        out.flush();
    }

    /** Shows the tables against the first and the newest block of the chain. */
    void progress(List<TableProgress> tables, long first, long head) {
        long now = nanos.getAsLong();
        List<String> lines = new ArrayList<>();
        for (TableProgress table : tables) {
            double speed =
                    speeds.computeIfAbsent(table.table(), _ -> new Speed()).at(now, table.rows());
            lines.add(line(table, first, head, speed));
        }
        if (terminal) {
            erase();
            lines.addAll(lastReorgs(tables));
            lines.forEach(out::println);
            drawn = lines.size();
            out.flush();
        } else if (now - lastPlain >= PLAIN_EVERY || isFirstSight(tables)) {
            lastPlain = now;
            rowsShown = tables.stream().anyMatch(table -> table.rows() > 0);
            lines.forEach(this::say);
        }
    }

    /** The first rows are shown at once. */
    private boolean isFirstSight(List<TableProgress> tables) {
        return !rowsShown && tables.stream().anyMatch(table -> table.rows() > 0);
    }

    /** At most 79 columns, so that a narrow terminal does not wrap what has to be erased again. */
    private static String line(TableProgress table, long first, long head, double speed) {
        long done = Math.max(0, table.block() - first + 1);
        long all = Math.max(1, Math.max(done, head - first + 1));
        int filled = (int) (BAR * done / all);
        return String.format(
                Locale.ROOT,
                "%-8s %s%s %,9d blocks %,10d rows %,8.0f/s lag %,d",
                table.table(),
                "█".repeat(filled),
                "░".repeat(BAR - filled),
                done,
                table.rows(),
                speed,
                Math.max(0, all - done));
    }

    private static List<String> lastReorgs(List<TableProgress> tables) {
        return tables.stream()
                .filter(table -> table.reorg() != null)
                .map(table -> String.format(Locale.ROOT, "%-8s last reorg %s", table.table(), table.reorg()))
                .toList();
    }

    /** Takes the progress lines away. */
    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }

    /** Rows per second over about the last second. */
    private static final class Speed {
        private long sampledAt;
        private long sampledRows;
        private double speed;

        private double at(long now, long rows) {
            if (sampledAt == 0 || rows < sampledRows) {
                sampledAt = now;
                sampledRows = rows;
            } else if (now - sampledAt >= PLAIN_EVERY / 2) {
                speed = (rows - sampledRows) * SECOND / (now - sampledAt);
                sampledAt = now;
                sampledRows = rows;
            }
            return speed;
        }
    }
}
