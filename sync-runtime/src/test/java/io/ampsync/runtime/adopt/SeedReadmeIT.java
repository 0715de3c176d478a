package io.ampsync.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.ConfigResult;
import io.ampsync.runtime.config.LogLevel;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.postgres.TargetTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The code blocks of the README that ampsync had in October 2025 ({@code adopt/readme-blocks.md}), one test each: what
 * a user has copied from it works with this ampsync. Commands of its build are those of ours.
 */
class SeedReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:\\w*)\\n(.*?)^```$");
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

    private final List<String> blocks;

    SeedReadmeIT() throws IOException {
        blocks = BLOCK.matcher(OldSchema.resource("readme-blocks.md"))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).hasSize(9);
    }

    /** The pairs of {@code pattern}'s first two groups. */
    private static Map<String, String> pairs(String pattern, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (MatchResult match : Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .toList()) {
            pairs.put(match.group(1), match.group(2));
        }
        return pairs;
    }

    private static SyncConfig config(Map<String, String> environment) {
        assertThat(environment).containsKeys("DATASET_NAME", "DATABASE_URL");
        assertThat(SyncConfig.parse(environment)).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) SyncConfig.parse(environment)).config();
    }

    private static void assertFollowsLatest(SyncConfig config) {
        assertThat(config.dataset().reference()).hasToString("_/my_dataset@latest");
        assertThat(config.dataset().versionPoll()).hasSeconds(5);
        assertThat(config.dataset().tables()).isEmpty();
        assertThat(config.remarks()).isEmpty();
    }

    @Test
    void theEnvironmentOfItsComposeFile() {
        SyncConfig config = config(pairs(
                "^      ([A-Z_]+): (.*)$", blocks.get(0).substring(blocks.get(0).indexOf("  ampsync:"))));

        assertFollowsLatest(config);
        assertThat(config.flight().endpoint()).hasToString("http://nozzle-server:1602");
        assertThat(config.admin().endpoint()).hasToString("http://nozzle-server:1610");
        assertThat(config.database().jdbcUrl()).isEqualTo("jdbc:postgresql://postgres:5432/myapp");
        assertThat(config.database().user()).isEqualTo("myuser");
    }

    @Test
    void theEnvironmentOfADeveloper() {
        SyncConfig config = config(pairs("^export ([A-Z_]+)=(.*)$", blocks.get(1)));

        assertFollowsLatest(config);
        assertThat(config.report().log().targets()).containsValue(LogLevel.DEBUG);
    }

    @Test
    void theEnvironmentsOfItsTwoContainers() {
        List<SyncConfig> runs = new ArrayList<>();
        for (String run : blocks.get(2).split("docker run", -1)) {
            Map<String, String> environment = pairs("-e ([A-Z_]+)=(\\S+)", run);
            if (!environment.isEmpty()) {
                runs.add(config(environment));
            }
        }

        assertThat(runs).hasSize(2);
        assertFollowsLatest(runs.getFirst());
        assertThat(runs.getLast().dataset().reference()).hasToString("_/my_dataset@0.1.0");
    }

    /** {@code ComposeFilesTest} holds the file to our settings. */
    @Test
    void itsExampleWithElectricIsHere() throws IOException {
        assertThat(blocks.get(3)).contains("examples/with-electricsql", "docker compose up");
        assertThat(Files.readString(ROOT.resolve("examples/with-electricsql/compose.yaml")))
                .contains(
                        "\n  anvil:",
                        "\n  amp:",
                        "\n  postgres:",
                        "\n  ampsync:",
                        "\n  electric:",
                        "wal_level=logical");
    }

    @Test
    void itsTablesAreKnownAndFit() throws Exception {
        try (OldSchema schema = new OldSchema("readme-blocks.md", text -> blocks.get(4))) {
            assertThat(schema.found())
                    .containsExactly(
                            "blocks: filled by ampsync before November 2025; no checkpoint table",
                            "transfers: filled by ampsync before November 2025; no checkpoint table");
            InternalTables.create(schema.database);
            TargetTables tables = new TargetTables(schema.database, new Claim("s", "i", 1, "h"));
            assertThat(tables.check(table(
                            "blocks",
                            new TargetColumn("block_num", "NUMERIC(20,0)", true),
                            new TargetColumn("timestamp", "TIMESTAMPTZ", true),
                            new TargetColumn("hash", "BYTEA", true))))
                    .isFalse();
            assertThat(tables.check(table(
                            "transfers",
                            new TargetColumn("from_addr", "TEXT", true),
                            new TargetColumn("to_addr", "TEXT", true),
                            new TargetColumn("value", "NUMERIC(38,0)", true))))
                    .isFalse();
            // What it says about reorgs, and about columns that go.
            schema.execute("DELETE FROM blocks WHERE _block_num_end >= 7");
            schema.execute("ALTER TABLE blocks DROP COLUMN timestamp");
            assertThat(tables.check(table(
                            "blocks",
                            new TargetColumn("block_num", "NUMERIC(20,0)", true),
                            new TargetColumn("hash", "BYTEA", true))))
                    .isFalse();
        }
    }

    private static TargetTable table(String name, TargetColumn... columns) {
        List<TargetColumn> all = new ArrayList<>(List.of(
                new TargetColumn("_id", "BYTEA", true),
                new TargetColumn("_block_num_start", "BIGINT", true),
                new TargetColumn("_block_num_end", "BIGINT", true)));
        all.addAll(List.of(columns));
        return new TargetTable(name, RowId.BLOCK_ORDERED, all);
    }

    /** {@code cargo build} and {@code cargo test} of its repository are {@code make build} and {@code make test} here. */
    @Test
    void whatBuiltAndTestedItHasATargetHere() throws IOException {
        String makefile = Files.readString(ROOT.resolve("Makefile"));

        assertThat(blocks.get(5)).contains("cargo build --release", "docker build");
        assertThat(makefile).contains("\nbuild: ", "\nimages: ");
        assertThat(blocks.get(6)).contains("cargo test");
        assertThat(makefile).contains("\ntest: ");
    }

    @Test
    void itsLogLevels() {
        List<String> levels = Pattern.compile("RUST_LOG=(\\S+)")
                .matcher(blocks.get(6) + blocks.get(8))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(levels)
                .containsExactly("debug", "trace,ampsync=trace", "info,ampsync=debug", "warn,ampsync=warn")
                .allSatisfy(level -> config(Map.of(
                        "DATASET_NAME",
                        "my_dataset",
                        "DATABASE_URL",
                        "postgresql://u@localhost/db",
                        "RUST_LOG",
                        level)));
    }
}
