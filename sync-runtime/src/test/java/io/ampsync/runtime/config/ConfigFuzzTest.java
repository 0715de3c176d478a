package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult;
import io.ampsync.api.manifest.ManifestLoader;
import io.ampsync.api.manifest.ManifestText;
import io.ampsync.runtime.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a person can write, damaged. */
class ConfigFuzzTest {
    private static final Definition DEFINITION = Definition.read();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Test
    void anEnvironmentIsValidOrItsProblemsAreNamed() throws Exception {
        String every = VariableTest.everyVariable()
                .filter(variable -> !variable.text().isEmpty())
                .map(variable ->
                        variable.variable().name() + "=" + variable.text().strip())
                .collect(Collectors.joining("\n"));
        String least = "DATASET=_/eth_rpc@1.0.0\nDATABASE_URL=postgresql://writer:pw@db/chain\n";
        Fuzzing.run("environment", List.of(bytes(every), bytes(least), bytes(least + every)), input -> {
            Map<String, String> environment = new HashMap<>();
            // No process can have U+0000 in its environment.
            for (String line : text(input).replace("\0", "").split("\n", -1)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    environment.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            switch (SyncConfig.parse(environment)) {
                case ConfigResult.Valid(SyncConfig config) ->
                    assertThat(config.syncName()).isNotEmpty();
                case ConfigResult.Invalid(List<Problem> problems) ->
                    assertThat(problems).isNotEmpty();
            }
        });
    }

    @Test
    void aDatabaseUrlIsReadOrRefused() throws Exception {
        List<byte[]> known = List.of(
                bytes("postgresql://writer:p%40ss@db:5432,[::1]:6000/chain?sslmode=verify-full&sslrootcert=/etc/ca"),
                bytes("jdbc:postgresql://db/chain?user=writer&password=x&prepareThreshold=0"),
                bytes("postgres://u@h/d?options=-c%20search_path=x&target_session_attrs=primary"));
        Fuzzing.run("url", known, input -> {
            List<DatabaseHosts.Wrong> wrong = new ArrayList<>();
            boolean read =
                    DatabaseUrl.parse(text(input), wrong, new ArrayList<>()).isPresent();
            assertThat(read || !wrong.isEmpty()).isTrue();
        });
    }

    @Test
    void aDatasetIsReadOrRefused() throws Exception {
        List<byte[]> known =
                List.of(bytes("_/eth_rpc@1.0.0"), bytes("edge/transfers@latest"), bytes("eth@" + "25f4778d".repeat(8)));
        Fuzzing.run("dataset", known, input -> {
            try {
                DatasetRef dataset = DatasetRef.parse(text(input));
                assertThat(dataset.select(Era.HEAD, "blocks"))
                        .as("nothing ends a quoted name early")
                        .matches("[^\"]*(\"[^\"]*\"[^\"]*)*");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        });
    }

    @Test
    void aManifestIsLoadedOrRefused() throws Exception {
        String manifest = """
                apiVersion: ampsync.io/v1alpha1
                kind: AmpSync
                metadata: {name: eth, namespace: data, labels: {a: b}}
                spec:
                  dataset: {name: eth_rpc, version: 1.4.0}
                  tables: [{name: blocks}, {name: logs}]
                  source: {flightEndpoint: "grpc://amp:1602", adminEndpoint: "http://amp:1610/api", era: Head}
                  database: {host: pg, name: chain, schema: public, credentialsSecretRef: {name: chain-app}}
                  resilience: {retry: {maxRetries: 5, jitter: false}, backPressure: {recoveryFactorPercent: 80}}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: chain-app, namespace: data}
                stringData: {username: amp, password: "p@ss w+rd"}
                data: {token: c2VjcmV0}
                """;
        String anchors = """
                a: &a [x, x]
                b: &b [*a, *a]
                spec: {<<: {c: *b}, d: !!str 1, e: 0x1F, f: 1e3, g: |
                  text}
                """;
        Fuzzing.run("manifest", List.of(bytes(manifest), bytes(anchors)), input -> {
            LoadResult result =
                    ManifestLoader.load(DEFINITION, List.of(new ManifestText("file", text(input))), List.of());
            switch (result) {
                case LoadResult.Loaded loaded -> assertThat(loaded.syncs()).isNotEmpty();
                case LoadResult.Refused refused ->
                    assertThat(refused.complaints()).isNotEmpty();
            }
        });
    }
}
