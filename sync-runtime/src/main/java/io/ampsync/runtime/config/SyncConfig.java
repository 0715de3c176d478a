package io.ampsync.runtime.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that {@code ampsync sync} can be told, checked as a whole.
 *
 * @param syncName name under which this sync owns its tables, whatever the version
 * @param instanceUid which deployment of the sync this is: the same one may take over from itself at once
 * @param era empty if the server is to be asked
 * @param adminNeeded false if the settings say all that an Admin API could
 * @param remarks settings that are accepted and have no effect, one sentence each
 */
public record SyncConfig(
        String syncName,
        String instanceUid,
        DatasetSettings dataset,
        Optional<Era> era,
        FlightSettings flight,
        AdminSettings admin,
        boolean adminNeeded,
        DatabaseSettings database,
        LimitSettings limits,
        ValueSettings values,
        ReportSettings report,
        ResilienceSettings resilience,
        List<String> remarks) {
    public SyncConfig {
        remarks = List.copyOf(remarks);
    }

    /** Reads an environment as {@link Variable} describes it; nothing else is looked at but named files. */
    public static ConfigResult parse(Map<String, String> environment) {
        return new SyncConfigReader(environment).read();
    }

    SyncConfig asInstance(String instance) {
        return new SyncConfig(
                syncName,
                instance,
                dataset,
                era,
                flight,
                admin,
                adminNeeded,
                database,
                limits,
                values,
                report,
                resilience,
                remarks);
    }
}
