package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.sync.SyncEngine.Outcome;
import java.util.List;

/**
 * How a sync, or the process, ended.
 *
 * @param failures empty if it stopped as asked; of a stuck sync there is one per table
 */
record Ending(ExitCode code, List<SyncException> failures) {
    static final Ending STOPPED = new Ending(ExitCode.STOPPED, List.of());

    static Ending of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Stopped() -> STOPPED;
            case Outcome.Fenced(SyncException failure) -> new Ending(ExitCode.FENCED, List.of(failure));
            case Outcome.Stuck(List<SyncException> failures) -> new Ending(ExitCode.STUCK, failures);
        };
    }

    static Ending of(SyncException failure) {
        boolean settings =
                failure.reason() == Reason.CONFIGURATION_INVALID || failure.reason() == Reason.SECRET_MISSING;
        return new Ending(
                settings ? ExitCode.CONFIGURATION : failure.reason().needsPerson() ? ExitCode.STUCK : ExitCode.DEFECT,
                List.of(failure));
    }

    static Ending defect(Throwable failure) {
        return new Ending(
                ExitCode.DEFECT, List.of(new SyncException(Reason.DEFECT, "Unexpected: " + failure, failure)));
    }

    /** Time, or a person who does not restart us, can change it. */
    boolean mayPass() {
        return code == ExitCode.CONFIGURATION || code == ExitCode.STUCK;
    }

    /** Of several syncs the process has the ending that says most: a defect, then fenced, stuck, configuration. */
    Ending or(Ending other) {
        return weight() >= other.weight() ? this : other;
    }

    private int weight() {
        return switch (code) {
            case DEFECT -> 4;
            case FENCED -> 3;
            case STUCK -> 2;
            case CONFIGURATION -> 1;
            case STOPPED -> 0;
        };
    }
}
