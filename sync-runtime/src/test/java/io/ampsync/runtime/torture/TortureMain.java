package io.ampsync.runtime.torture;

import java.io.PrintStream;

/** {@code make torture}: as many histories as asked for, a line for each that fails, and one of progress now and then. */
public final class TortureMain {
    private static final long EVERY = 10_000_000_000L;

    private TortureMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        Run run = new Run(Seeds.parse(arguments[0]));
        Thread progress = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Thread.sleep(java.time.Duration.ofNanos(EVERY));
                    out.println(run.progress());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        boolean alone = !arguments[0].contains(".");
        run.play(failure -> {
            if (alone) {
                failure.error().printStackTrace(out);
            }
            out.println(failure.line());
        });
        progress.interrupt();
        out.println(run.progress());
        out.println(run.seen());
        System.exit(run.failures() == 0 ? 0 : 1);
    }
}
