package io.ampsync.runtime.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A table that stays at the bottom of a terminal while log lines go by above it; elsewhere, plain lines for what has
 * changed. Safe for use by many threads.
 */
final class StatusScreen {
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final boolean terminal;
    private List<String> shown = List.of();
    private List<String> told = List.of();
    private Instant last = Instant.EPOCH;

    StatusScreen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Shows a table.
     *
     * @param lines a header, and one per headline
     * @param headlines what is told at once where nothing can be redrawn; all else is told now and then
     */
    synchronized void show(List<String> lines, List<String> headlines, Instant now) {
        if (terminal) {
            if (!lines.equals(shown)) {
                erase();
                lines.forEach(out::println);
                out.flush();
                shown = List.copyOf(lines);
            }
            return;
        }
        boolean news = !headlines.equals(told);
        boolean progress = !lines.equals(shown) && !now.isBefore(last.plus(NOW_AND_THEN));
        if (!news && !progress) {
            return;
        }
        if (shown.isEmpty()) {
            out.println(lines.getFirst());
        }
        for (int i = 0; i < headlines.size(); i++) {
            boolean same = i < told.size() && headlines.get(i).equals(told.get(i));
            if (progress || !same) {
                out.println(lines.get(i + 1));
            }
        }
        out.flush();
        shown = List.copyOf(lines);
        told = List.copyOf(headlines);
        last = now;
    }

    private void erase() {
        if (!shown.isEmpty()) {
            // Up to the first line of the table, and clear from there.
            out.print("\u001b[" + shown.size() + "A\u001b[J");
            out.flush();
        }
    }

    /** Log lines that keep the table below them. */
    OutputStream above(OutputStream logs) {
        return terminal ? new Above(logs) : logs;
    }

    private final class Above extends OutputStream {
        private final OutputStream logs;

        Above(OutputStream logs) {
            this.logs = logs;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** The appender hands over whole lines. */
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            synchronized (StatusScreen.this) {
                erase();
                logs.write(bytes, from, length);
                logs.flush();
                shown.forEach(out::println);
                out.flush();
            }
        }

        @Override
        public void flush() throws IOException {
            logs.flush();
        }
    }
}
