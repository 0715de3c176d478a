package io.ampsync.bench.scenario;

import io.ampsync.bench.stage.Play;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** {@code psql \copy} of the very bytes that ours wrote, into a twin of its table. */
final class Yardstick implements AutoCloseable {
    private final Play play;
    private final Path bytes;
    private final String twin;

    private Yardstick(Play play, Path bytes) {
        this.play = play;
        this.bytes = bytes;
        twin = "psql_" + play.table();
    }

    /** From the rows that are in the table now, which are thrown away. */
    static Yardstick of(Play play) throws IOException, SQLException {
        Yardstick yardstick = new Yardstick(play, Files.createTempFile("ampsync-bench", ".copy"));
        play.database().copyOut(play.table(), yardstick.bytes);
        play.database().execute("CREATE TABLE " + yardstick.twin + " (LIKE " + play.table() + " INCLUDING ALL)");
        play.empty();
        return yardstick;
    }

    long size() throws IOException {
        return Files.size(bytes);
    }

    /** Seconds, into an empty table. */
    double run() throws SQLException, IOException {
        double seconds = play.database().copyIn(twin, bytes);
        play.database().execute("TRUNCATE " + twin);
        play.database().execute("CHECKPOINT");
        return seconds;
    }

    @Override
    public void close() throws IOException {
        Files.delete(bytes);
    }
}
