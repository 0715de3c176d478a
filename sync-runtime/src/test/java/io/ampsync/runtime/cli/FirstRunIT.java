package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.era.Era;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dataset is not published yet: it waits, names the command that was probably forgotten, and goes on by itself. */
class FirstRunIT {
    @ParameterizedTest
    @CsvSource({"HEAD, ampctl dataset deploy _/anvil_rpc@1.0.0", "S1, nozzle dump --dataset anvil_rpc"})
    void itWaitsForTheDataset(Era era, String command) throws Exception {
        try (Surroundings around = new Surroundings();
                AmpSimulator amp = AmpSimulator.builder()
                        .era(era)
                        .dataset(Surroundings.DATASET, "1.0.0")
                        .blocks(20)
                        .start();
                AdminPort admin = AdminPort.start(amp, 0)) {
            amp.catalog().hide(DatasetName.of(Surroundings.DATASET), 7);
            Map<String, String> settings = around.settings();
            settings.remove("TABLES");
            settings.put("AMPSYNC_ERA", era.name().toLowerCase(Locale.ROOT));
            settings.put("AMP_FLIGHT_ADDR", amp.flightUrl());
            settings.put("AMP_ADMIN_API_ADDR", admin.url());
            settings.put("MANIFEST_FETCH_MAX_BACKOFF_SECS", "1");
            try (Child child = Child.start(settings)) {
                child.awaitOutput("watermark_saved");
                assertThat(child.output())
                        .contains("dataset_not_found_waiting_for_publish")
                        .contains("waiting_for_dataset: ")
                        .contains("still_waiting_for_dataset: ")
                        .contains("Have you run '" + command + "'?");
                child.awaitHealthPort();
                assertThat(child.report().path("dataset").path("runningVersion").asText())
                        .isEqualTo("1.0.0");
            }
        }
    }

    /** A server of today says the same of a missing dataset and of a missing table, and nothing else can be asked. */
    @Test
    void withoutAnAdminApiItSaysWhatMayBeMissing() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Map<String, String> settings = around.settings();
            settings.put("TABLES", "blocksz");
            try (Child child = Child.start(settings)) {
                child.awaitOutput("is TABLES right?");
                assertThat(child.output())
                        .contains("dataset_not_found_waiting_for_publish")
                        .contains("have you run 'ampctl dataset deploy _/anvil_rpc@1.0.0'?");
                child.awaitOutput("still_waiting_for_dataset");
            }
        }
    }

    @Test
    void theDatabaseIsLookedAtWhileTheSourceIsWaitedFor() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Map<String, String> settings = around.settings();
            settings.remove("TABLES");
            settings.put("AMP_ADMIN_API_ADDR", "http://127.0.0.1:1");
            settings.put("DATABASE_URL", Surroundings.url(1));
            try (Child child = Child.start(settings)) {
                child.awaitOutput("waiting_for_dataset: SourceUnreachable").awaitOutput("db_connection_retry");
            }
        }
    }
}
