package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.TargetDatabase;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code ampsync release} as a process; what it does to a table is in {@code AdoptionIT}. */
class ReleaseIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void onlyWhatWasAdoptedCanBeReleased() throws Exception {
        try (Surroundings around = new Surroundings();
                Child nothing = Child.start(around.settings(), List.of("release"));
                Child one = Child.start(around.settings(), List.of("release", "--table=blocks"))) {
            assertThat(nothing.exit(SOON)).isEqualTo(ExitCode.CONFIGURATION.code());
            assertThat(nothing.output()).contains("ampsync: _/anvil_rpc has adopted no table.");
            assertThat(one.exit(SOON)).isEqualTo(ExitCode.CONFIGURATION.code());
            assertThat(one.output()).contains("has adopted no table, and not blocks.");
        }
    }

    @Test
    void aReleaseThatFailsMidwayGivesItsClaimBack() throws Exception {
        try (Surroundings around = new Surroundings()) {
            try (TargetDatabase database = TargetDatabase.of(around.database, "default/test", Limits.DEFAULT)) {
                InternalTables.create(database);
            }
            around.execute("CREATE TABLE {schema}.blocks (_block_num_end bigint)");
            around.execute("INSERT INTO {schema}._ampsync_tables (table_name, sync_uid, adopted_from)"
                    + " VALUES ('blocks', '_/anvil_rpc', 'ampsync')");

            StringWriter told = new StringWriter();
            ReleaseCommand command = new ReleaseCommand();
            new CommandLine(command).setErr(new PrintWriter(told, true));
            assertThat(command.run(around.settings(), InputStream.nullInputStream()))
                    .isEqualTo(ExitCode.STUCK);

            assertThat(told.toString()).contains("there is nothing to go on from");
            assertThat(around.query("SELECT epoch || ' ' || (released_at IS NOT NULL) FROM {schema}._ampsync_writers"))
                    .isEqualTo("1 true");
        }
    }
}
