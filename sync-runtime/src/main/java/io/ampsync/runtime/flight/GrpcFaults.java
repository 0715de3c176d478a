package io.ampsync.runtime.flight;

import com.google.common.base.Throwables;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.Pressure;
import io.ampsync.runtime.fault.SyncException;
import io.grpc.Status;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * What a gRPC status of an Amp server means (amp-protocol 5). INTERNAL covers everything from a missing dataset to a
 * hiccup of the object store, so there the text decides.
 */
final class GrpcFaults {
    private static final int LONGEST_TEXT = 600;
    private static final Pattern NO_DATASET =
            Pattern.compile("dataset '[^']*' version '[^']*' not found", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_TABLE = Pattern.compile("table '[^']*' not found", Pattern.CASE_INSENSITIVE);
    private static final Pattern REFUSED =
            Pattern.compile("No field named|'blocks' table not found in dataset|multiple networks in dependency tree"
                    + "|selecting `_block_num` from a multi-table context");
    private static final Pattern OTHER_NETWORK =
            Pattern.compile("expected (resume watermark|cursor) for network", Pattern.CASE_INSENSITIVE);

    private final String source;
    private final Era era;

    /** @param source the server, as messages name it */
    GrpcFaults(String source, Era era) {
        this.source = source;
        this.era = era;
    }

    SyncException of(String call, Status status) {
        Throwable cause = status.getCause();
        if (cause != null) {
            for (Throwable link : Throwables.getCausalChain(cause)) {
                if (link instanceof OutOfMemoryException || link instanceof OutOfMemoryError) {
                    return outOfMemory(link);
                }
            }
        }
        String text = text(status);
        if (text.contains("gRPC message exceeds maximum size")) {
            return new SyncException(
                    Reason.BATCH_INVALID,
                    source + " sent a message above the limit of AMPSYNC_GRPC_MAX_DECODE_MB; raise it (" + text + ").",
                    cause);
        }
        Optional<String> other = WrongPeer.of(text);
        if (other.isPresent()) {
            return new SyncException(
                    Reason.SOURCE_INCOMPATIBLE, source + " " + other.get() + " (" + text + ").", cause);
        }
        String sentence = switch (status.getCode()) {
            case UNAVAILABLE -> source + " cannot be reached (UNAVAILABLE to " + call + ": " + text + ").";
            case DEADLINE_EXCEEDED -> source + " does not answer (DEADLINE_EXCEEDED to " + call + ").";
            default -> source + " answered " + status.getCode() + " to " + call + ": " + text;
        };
        return new SyncException(reason(status.getCode(), text), sentence, cause, pressure(status.getCode(), text));
    }

    /** A gateway's HTTP status is in the text of UNAVAILABLE. */
    private static Pressure pressure(Status.Code code, String text) {
        return switch (code) {
            case RESOURCE_EXHAUSTED -> Pressure.RATE_LIMIT;
            case DEADLINE_EXCEEDED -> Pressure.TIMEOUT;
            case UNAVAILABLE, INTERNAL, UNKNOWN, ABORTED -> Pressure.ofText(text);
            default -> Pressure.NONE;
        };
    }

    private Reason reason(Status.Code code, String text) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Reason.QUERY_REFUSED;
            case UNAUTHENTICATED, PERMISSION_DENIED -> Reason.SOURCE_UNAUTHENTICATED;
            case INTERNAL -> internal(text);
            default -> Reason.SOURCE_UNREACHABLE;
        };
    }

    private Reason internal(String text) {
        if (text.contains("not been synced")) {
            return Reason.NOTHING_SYNCED;
        }
        if (NO_DATASET.matcher(text).find()) {
            return Reason.DATASET_NOT_FOUND;
        }
        if (NO_TABLE.matcher(text).find()) {
            // HEAD says this of a missing dataset, too; the seed eras have a text of its own for that.
            return era == Era.HEAD ? Reason.DATASET_NOT_FOUND : Reason.QUERY_REFUSED;
        }
        if (OTHER_NETWORK.matcher(text).find()) {
            return Reason.NETWORK_CHANGED;
        }
        return REFUSED.matcher(text).find() ? Reason.QUERY_REFUSED : Reason.SOURCE_UNREACHABLE;
    }

    static SyncException outOfMemory(Throwable cause) {
        return new SyncException(
                Reason.MEMORY_EXHAUSTED,
                "There is not enough direct memory in this process to receive a batch ("
                        + oneLine(String.valueOf(cause.getMessage())) + ").",
                cause);
    }

    static SyncException damaged(Throwable cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : oneLine(cause.getMessage());
        return new SyncException(Reason.BATCH_INVALID, "A message of the stream is damaged: " + why + ".", cause);
    }

    private static String text(Status status) {
        String text = status.getDescription() == null ? "no text" : status.getDescription();
        Throwable cause = status.getCause();
        return oneLine(
                cause == null
                        ? text
                        : text + ": " + Throwables.getRootCause(cause).getMessage());
    }

    static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
