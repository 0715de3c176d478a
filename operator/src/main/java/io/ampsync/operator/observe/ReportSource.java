package io.ampsync.operator.observe;

import io.ampsync.api.StatusReport;
import java.io.IOException;

/** Asks a pod for its report. */
@FunctionalInterface
public interface ReportSource {
    /** Waits for at most two seconds; an {@link IOException} means that there is no report. */
    StatusReport ask(String ip) throws IOException, InterruptedException;
}
