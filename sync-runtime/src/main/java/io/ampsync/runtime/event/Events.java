package io.ampsync.runtime.event;

/**
 * Names of log events, those of ampsync where the event exists here too. Values go into key-value pairs, what the event
 * is about (table, network, range) into the MDC.
 */
public final class Events {
    // The process.
    public static final String STARTING_DATASET_SYNC = "starting_dataset_sync";
    public static final String SETTING_WITHOUT_EFFECT = "setting_without_effect";
    public static final String HEALTH_SERVER_STARTED = "health_server_started";
    public static final String HEALTH_REQUEST_FAILED = "health_request_failed";
    public static final String SHUTDOWN_SIGNAL_RECEIVED = "shutdown_signal_received";
    public static final String UNEXPECTED_FAILURE = "unexpected_failure";
    public static final String SHUTDOWN_COMPLETE = "shutdown_complete";
    public static final String GRACEFUL_SHUTDOWN_TIMEOUT = "graceful_shutdown_timeout";

    // The database.
    public static final String DB_CONNECTION_RETRY = "db_connection_retry";
    public static final String DB_CONNECTION_CIRCUIT_BREAKER_TRIGGERED = "db_connection_circuit_breaker_triggered";
    public static final String WRITER_CLAIMED = "writer_claimed";
    public static final String WRITER_WAITING = "writer_waiting";
    public static final String WRITER_FENCED = "writer_fenced";

    // Both servers.
    public static final String CIRCUIT_BREAKER_CHANGED = "circuit_breaker_changed";
    public static final String RATE_LIMIT_DELAY_CHANGED = "rate_limit_delay_changed";

    // The dataset.
    public static final String DATASET_NOT_FOUND = "dataset_not_found_waiting_for_publish";
    public static final String WAITING_FOR_DATASET = "waiting_for_dataset";
    public static final String STILL_WAITING_FOR_DATASET = "still_waiting_for_dataset";

    public static final String VERSION_POLLING_INITIALIZED = "version_polling_initialized";
    public static final String VERSION_POLLING_DISABLED = "version_polling_disabled";
    public static final String VERSION_POLL_FAILED = "version_poll_failed";
    public static final String VERSION_UNCHANGED = "version_unchanged";
    public static final String VERSION_CHANGE_DETECTED = "version_change_detected";
    public static final String VERSION_NOT_TAKEN = "version_not_taken";
    public static final String VERSION_RELOAD_SUCCESS = "version_reload_success";
    public static final String VERSION_RELOAD_FAILED = "version_reload_failed";
    public static final String TABLE_SWITCHED = "table_switched_to_version";
    public static final String RESYNC_STARTED = "resync_started";
    public static final String RESYNC_HELD = "resync_held";
    public static final String RESYNC_ABANDONED = "resync_abandoned";

    // Predecessors.
    public static final String PREDECESSOR_FOUND = "predecessor_found";
    public static final String PREDECESSOR_STATE_COPIED = "predecessor_state_copied";
    public static final String TABLE_ADOPTED = "table_adopted";

    // Tables.
    public static final String TABLE_STATE_CHANGED = "table_state_changed";
    public static final String TABLE_CREATED = "table_created";
    public static final String COLUMN_ADDED = "column_added";
    public static final String COLUMN_RENAMED = "column_renamed";
    public static final String NUL_CHANGED = "nul_changed";

    // Streams.
    public static final String RESUMING_FROM_WATERMARK = "resuming_from_watermark";
    public static final String STARTING_FROM_BEGINNING = "starting_from_beginning";
    public static final String STREAM_ERROR = "stream_error";
    public static final String RECONNECTING_ELSEWHERE = "reconnecting_elsewhere";
    public static final String RETRYING_STREAM_CREATION = "retrying_stream_creation";
    public static final String SOURCE_HEAD_OBSERVED = "source_head_observed";

    // Batches.
    public static final String BATCH_RECEIVED = "batch_received";
    public static final String BATCH_SKIPPED = "batch_inserted_with_duplicates";
    public static final String WATERMARK_SAVED = "watermark_saved";
    public static final String INCREMENTAL_CHECKPOINT_UPDATED = "incremental_checkpoint_updated";

    // Reorgs.
    public static final String REORG_HANDLED = "reorg_handled";

    private Events() {}
}
