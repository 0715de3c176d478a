package io.ampsync.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.DatabaseSpec;
import io.ampsync.api.v1alpha1.SourceSpec;
import io.ampsync.api.v1alpha1.TemplateSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestLoaderTest {
    private static final Definition DEFINITION = Definition.read();
    private static final String HEAD = """
            apiVersion: ampsync.io/v1alpha1
            kind: AmpSync
            metadata: {name: eth}
            spec:
            """;
    private static final String BASE = HEAD + """
              dataset: {name: eth_rpc}
              source: {flightEndpoint: "grpc://amp:1602", adminEndpoint: "http://amp:1610"}
              database: {host: pg, name: chain, credentialsSecretRef: {name: chain-app}}
            """;

    @Test
    void whatIsNotSaidHasTheDefaultsOfTheDefinition() {
        AmpSyncSpec spec = loaded(BASE).syncs().getFirst().spec();

        assertThat(spec.dataset().path()).isEqualTo("_/eth_rpc");
        assertThat(spec.dataset().floating()).isTrue();
        assertThat(spec.source().era()).isEqualTo(SourceSpec.Era.AUTO);
        assertThat(spec.database().port()).isEqualTo(5432);
        assertThat(spec.database().sslMode()).isEqualTo(DatabaseSpec.SslMode.REQUIRE);
        assertThat(spec.database().credentialsSecretRef())
                .isNotNull()
                .satisfies(credentials -> assertThat(credentials.passwordKey()).isEqualTo("password"));
        assertThat(spec.concurrency()).isEqualTo(new AmpSyncSpec.ConcurrencySpec(10, 10));
        assertThat(spec.reorg().retentionBlocks()).isEqualTo(128);
        assertThat(spec.deletionPolicy()).isEqualTo(AmpSyncSpec.DeletionPolicy.RETAIN);
        assertThat(spec.template().imagePullPolicy()).isEqualTo(TemplateSpec.PullPolicy.IF_NOT_PRESENT);
        assertThat(spec.tables()).isNull();
    }

    @Test
    void severalSyncsAndTheirSecretsMayBeInOneFile() {
        LoadResult.Loaded loaded =
                loaded(BASE, """
                apiVersion: v1
                kind: Secret
                metadata: {name: chain-app, namespace: data}
                data: {username: YW1w, password: d3Jvbmc=}
                stringData: {password: right}
                """, BASE.replace("name: eth}", "name: base, namespace: data, uid: 1f0e}"), "", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: data}
                """);

        assertThat(loaded.syncs()).extracting(AmpSyncManifest::syncName).containsExactly("default/eth", "data/base");
        assertThat(loaded.syncs()).extracting(AmpSyncManifest::instanceUid).containsExactly("default/eth", "1f0e");
        assertThat(loaded.secrets()).singleElement().satisfies(secret -> {
            assertThat(secret.data()).containsEntry("username", "amp").containsEntry("password", "right");
            assertThat(secret.toString()).doesNotContain("right");
        });
        assertThat(loaded.remarks()).containsExactly("The Namespace data in file.yaml is not looked at.");
    }

    @Test
    void whatOnlyAClusterCanDoIsRemarkedUpon() {
        assertThat(loaded(BASE + "  deletionPolicy: Delete\n").remarks())
                .containsExactly("spec.deletionPolicy of default/eth has no effect outside of a cluster.");
    }

    @Test
    void aListIsItsItems() {
        String list = "apiVersion: v1\nkind: List\nitems:\n- " + BASE.strip().replace("\n", "\n  ");

        assertThat(loaded(list).syncs()).hasSize(1);
    }

    @Test
    void nullIsNotSaid() {
        AmpSyncSpec spec = loaded(BASE + "  suspend: null\n  tables: null\n  reorg: {retentionBlocks: null}\n")
                .syncs()
                .getFirst()
                .spec();

        assertThat(spec.suspend()).isFalse();
        assertThat(spec.tables()).isNull();
        assertThat(spec.reorg().retentionBlocks()).isEqualTo(128);
    }

    /** What is appended to a valid spec, and what the API server says to it; unknown fields are said in our words. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("memroy: {}", "spec.memroy: unknown field, did you mean \"memory\"?"),
                arguments(
                        "tables: [{name: a, column: [b]}]",
                        "spec.tables[0].column: unknown field, did you mean \"columns\"?"),
                arguments(
                        "template: {resources: {x: 1}}",
                        "spec.template.resources.x: unknown field, there are limits, requests"),
                arguments(
                        "reorg: {retentionBlocks: 3}",
                        "spec.reorg.retentionBlocks: Invalid value: 3: spec.reorg.retentionBlocks in body should be"
                                + " greater than or equal to 64"),
                arguments(
                        "concurrency: {maxBatches: 1000}",
                        "spec.concurrency.maxBatches: Invalid value: 1000: spec.concurrency.maxBatches in body should"
                                + " be less than or equal to 100"),
                arguments(
                        "deletionPolicy: delete",
                        "spec.deletionPolicy: Unsupported value: \"delete\": supported values: \"Delete\", \"Retain\""),
                arguments(
                        "reorg: {retentionBlocks: 100.5}",
                        "spec.reorg.retentionBlocks: Invalid value: \"number\": spec.reorg.retentionBlocks in body must"
                                + " be of type integer: \"number\""),
                arguments(
                        "reorg: {retentionBlocks: 99999999999999999999}",
                        "spec.reorg.retentionBlocks: Invalid value: \"number\": spec.reorg.retentionBlocks in body must"
                                + " be of type integer: \"number\""),
                arguments(
                        "suspend: 'yes'",
                        "spec.suspend: Invalid value: \"string\": spec.suspend in body must be of type boolean:"
                                + " \"string\""),
                arguments(
                        "tables: 3",
                        "spec.tables: Invalid value: \"integer\": spec.tables in body must be of type array:"
                                + " \"integer\""),
                arguments(
                        "memory: []",
                        "spec.memory: Invalid value: \"array\": spec.memory in body must be of type object:"
                                + " \"array\""),
                arguments(
                        "tables: [{name: a-b}]",
                        "spec.tables[0].name: Invalid value: \"a-b\": spec.tables[0].name in body should match"
                                + " '^[a-zA-Z_][a-zA-Z0-9_$]*$'"),
                arguments(
                        "tables: [{name: ''}]",
                        "spec.tables[0].name: Invalid value: \"\": spec.tables[0].name in body should be at least 1"
                                + " chars long"),
                arguments("tables: [{}]", "spec.tables[0].name: Required value"),
                arguments("tables: [{name: a}, {name: a}]", "spec.tables[1]: Duplicate value: {\"name\":\"a\"}"),
                arguments(
                        "tables: [{name: " + "a".repeat(64) + "}]",
                        "spec.tables[0].name: Too long: may not be more than 63 bytes"),
                arguments(
                        "tables: [" + "{name: a}, ".repeat(257) + "]",
                        "spec.tables: Too many: 257: must have at most 256 items"),
                arguments(
                        "template: {nodeSelector: {a: 3}}",
                        "spec.template.nodeSelector.a: Invalid value: \"integer\": spec.template.nodeSelector.a in body"
                                + " must be of type string: \"integer\""),
                arguments(
                        "template: {resources: {limits: {cpu: [1], memory: 1Gi}}}",
                        "spec.template.resources.limits.cpu: Invalid value: \"array\":"
                                + " spec.template.resources.limits.cpu in body must be of type integer,string:"
                                + " \"array\""),
                arguments(
                        "template: {affinity: 3}",
                        "spec.template.affinity: Invalid value: \"integer\": spec.template.affinity in body must be of"
                                + " type object: \"integer\""));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsSaidAsTheApiServerSaysIt(String line, String complaint) {
        assertThat(refused(BASE + "  " + line + "\n"))
                .singleElement()
                .asString()
                .startsWith("The AmpSync \"eth\" is invalid: ")
                .contains(complaint);
    }

    @Test
    void everythingIsSaidAtOnceRulesIncluded() {
        assertThat(refused(HEAD + """
                dataset: {name: eth_rpc}
                source: {flightEndpoint: "http://amp:1602"}
                database: {host: pg, port: 0}
                suspendd: true
                """.indent(2)))
                .singleElement()
                .asString()
                .satisfies(text -> assertThat(text.lines())
                        .hasSize(6)
                        .anySatisfy(line -> assertThat(line).startsWith("* spec.suspendd: unknown field"))
                        .anySatisfy(line -> assertThat(line).startsWith("* spec.source.flightEndpoint: Invalid value"))
                        .anySatisfy(line -> assertThat(line).startsWith("* spec.database.port: Invalid value: 0: "))
                        .anySatisfy(line -> assertThat(line).startsWith("* spec.source: Invalid value: \"object\": "))
                        .contains("* spec.database: Invalid value: \"object\": host needs name and"
                                + " credentialsSecretRef beside it"));
    }

    @Test
    void rulesAreNotAskedAboutWhatHasNoShape() {
        assertThat(refused(HEAD + "  source: {}\n")).containsExactly("""
                        The AmpSync "eth" is invalid:\s
                        * spec.database: Required value
                        * spec.dataset: Required value
                        * spec.source.flightEndpoint: Required value""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: ampsync.io/v1beta1\nkind: AmpSync",
                "kind: AmpSync",
                "apiVersion: ampsync.io/v1alpha1",
                "[1, 2]",
                "a: b: c",
                "a: 1\na: 2",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata: {a: \"***\"}",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {a: 3}",
                "apiVersion: v1\nkind: Secret\nstringData: {a: b}",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}",
                ""
            })
    void whatIsNoManifestIsRefused(String text) {
        assertThat(refused(text)).singleElement().asString().isNotBlank().doesNotContain("***");
    }

    @Test
    void aNameIsNeededAndTakenOnce() {
        assertThat(refused(BASE.replace("{name: eth}", "{}")))
                .singleElement()
                .asString()
                .contains("metadata.name");
        assertThat(refused(BASE.replace("name: eth}", "name: Eth_1}")))
                .singleElement()
                .asString()
                .contains("metadata.name: Invalid value: \"Eth_1\"");
        assertThat(refused(BASE, BASE)).singleElement().asString().contains("metadata.name: Duplicate value: \"eth\"");
    }

    @Test
    void whatIsSetGoesOverTheFileAndTheDefault() {
        AmpSyncSpec spec = loaded(
                        BASE,
                        "spec.dataset.version=1.10",
                        "spec.dataset.version=1.10.0",
                        "spec.database.port=5433",
                        "spec.tables[0].name=blocks",
                        "spec.tables[1]={name: logs}",
                        "spec.source.tls.caSecretRef={name: ca, key: ca.crt}",
                        "spec.source.flightEndpoint=grpc+tls://other:1602")
                .syncs()
                .getFirst()
                .spec();

        assertThat(spec.dataset().version()).isEqualTo("1.10.0");
        assertThat(spec.database().port()).isEqualTo(5433);
        assertThat(spec.tables()).extracting(AmpSyncSpec.TableSpec::name).containsExactly("blocks", "logs");
        assertThat(spec.source().flightEndpoint()).isEqualTo("grpc+tls://other:1602");
        assertThat(spec.source().adminEndpoint()).isEqualTo("http://amp:1610");
    }

    @Test
    void whatIsSetIsCheckedLikeAFile() {
        LoadResult result = ManifestLoader.load(
                DEFINITION,
                List.of(new ManifestText("file.yaml", BASE)),
                List.of(Assignment.parse("spec.dataset.verson=1"), Assignment.parse("spec.tables[3].name=x")));

        assertThat(((LoadResult.Refused) result).complaints())
                .singleElement()
                .asString()
                .contains("spec.dataset.verson: unknown field, did you mean \"version\"?")
                .contains("--set spec.tables[3].name: there is no spec.tables[3].name to set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "spec", "=x", "metadata.name=x", "spec..a=b", "spec.a[x]=b", "spec.a b=c"})
    void whatIsNoAssignmentIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Assignment.parse(text));
    }

    private static LoadResult.Loaded loaded(String... documents) {
        List<String> texts = Arrays.stream(documents)
                .filter(text -> !text.startsWith("spec."))
                .toList();
        List<Assignment> assignments = Arrays.stream(documents)
                .filter(text -> text.startsWith("spec."))
                .map(Assignment::parse)
                .toList();
        LoadResult result = ManifestLoader.load(
                DEFINITION, List.of(new ManifestText("file.yaml", String.join("\n---\n", texts))), assignments);
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }

    private static List<String> refused(String... documents) {
        LoadResult result = ManifestLoader.load(
                DEFINITION, List.of(new ManifestText("file.yaml", String.join("\n---\n", documents))), List.of());
        assertThat(result).isInstanceOf(LoadResult.Refused.class);
        return ((LoadResult.Refused) result).complaints();
    }
}
