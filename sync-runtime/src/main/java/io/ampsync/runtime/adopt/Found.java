package io.ampsync.runtime.adopt;

import io.ampsync.runtime.adopt.SchemaCatalog.HeadStream;
import java.util.List;

/** A table of a predecessor: whose it is, and how far it was when that one stopped. */
sealed interface Found {
    String table();

    /** Rows by {@code _id}, a hash that depends on how the server cut the stream, each with its microbatch's range. */
    record Seed(String table, SeedProgress progress) implements Found {}

    /** Rows by {@code (_tx_id, _row_index)}; which blocks they are of is in {@code amp_client_buffer_entries} only. */
    record Transactional(String table, List<HeadStream> streams) implements Found {
        public Transactional {
            streams = List.copyOf(streams);
        }
    }

    /** No key; the range of a row's batch as JSON, {@code _meta_block_ranges}. */
    record PythonRanges(String table) implements Found {}

    /** No key; a row names its batch, {@code _amp_batch_id}, and what that was only the process knew. */
    record PythonBatches(String table) implements Found {}

    /** Who, and how far, in one phrase. */
    default String phrase() {
        return switch (this) {
            case Seed(String table, SeedProgress progress) ->
                "filled by ampsync before November 2025; " + progress.phrase();
            case Transactional(String table, List<HeadStream> streams) ->
                "filled by ampsync since November 2025; "
                        + (streams.isEmpty()
                                ? "no stream of it in amp_client_state"
                                : String.join(
                                        "; ",
                                        streams.stream()
                                                .map(stream -> "stream " + stream.id()
                                                        + (stream.next() > stream.settled() + 1
                                                                ? ", stopped in the middle of a microbatch"
                                                                : ""))
                                                .toList()));
            case PythonRanges ranges -> "filled by amp-python 2025, with _meta_block_ranges";
            case PythonBatches batches -> "filled by amp-python, with _amp_batch_id";
        };
    }
}
