package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.ClaimOutcome;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The right to write of a command that changes the tables of a sync and then ends. */
final class CommandClaim implements AutoCloseable {
    private static final Duration BETWEEN_CLAIMS = Duration.ofSeconds(2);

    private final WriterClaim writer;
    private final Claim claim;

    private CommandClaim(WriterClaim writer, Claim claim) {
        this.writer = writer;
        this.claim = claim;
    }

    /** A process of this sync that still runs elsewhere is waited for, and then said to be in the way. */
    static CommandClaim take(TargetDatabase database, SyncConfig config) throws InterruptedException {
        String syncName = config.syncName();
        WriterClaim writer =
                new WriterClaim(database, syncName, config.instanceUid(), new SecureRandom(), InstantSource.system());
        while (true) {
            switch (writer.claim(0)) {
                case ClaimOutcome.Held(Claim claim) -> {
                    return new CommandClaim(writer, claim);
                }
                case ClaimOutcome.Waiting _ -> Thread.sleep(BETWEEN_CLAIMS);
                case ClaimOutcome.ClaimedByOther(String instance, Duration waited) ->
                    throw new SyncException(
                            Reason.CLAIMED_BY_OTHER,
                            "The instance " + instance + " of " + syncName + " still writes after " + waited.toMinutes()
                                    + " minutes.");
            }
        }
    }

    Claim get() {
        return claim;
    }

    /** Lets the next process claim at once, of whatever instance it is. */
    @Override
    public void close() {
        writer.release(claim);
    }
}
