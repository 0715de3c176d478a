package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A namespace with the quickstart's database and Amp server, whose chain stands still until a test moves it. */
final class Scene implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(90);
    private static final Path QUICKSTART = Shell.PROJECT.resolve("examples/quickstart");
    private static final YAMLMapper YAML = new YAMLMapper();

    final KubernetesClient client;
    final String namespace;
    final Chain chain;
    final Database database;

    private Scene(KubernetesClient client, String namespace, int blocks) {
        this.client = client;
        this.namespace = namespace;
        kubectl("rollout", "status", "deployment/pg", "deployment/amp", "--timeout=120s");
        chain = Chain.of(client, namespace, blocks);
        database = Database.of(client, namespace);
    }

    static Scene open(String namespace, int blocks) throws IOException {
        Release.ensure();
        return furnish(namespace, blocks);
    }

    /** Without seeing to an operator. */
    static Scene furnish(String namespace, int blocks) throws IOException {
        Release.namespace(namespace);
        String amp = Files.readString(QUICKSTART.resolve("amp.yaml"));
        String still = amp.replaceFirst("--blocks, \"\\d+\", --block-interval, 1s", "--blocks, \"" + blocks + "\"");
        assertThat(still).isNotEqualTo(amp);
        String pg = Files.readString(QUICKSTART.resolve("postgres.yaml"));
        Shell.run(bytes(still + "---\n" + pg), "kubectl", "-n", namespace, "apply", "-f", "-");
        return new Scene(Access.client(), namespace, blocks);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String kubectl(String... arguments) {
        return Shell.run(with(arguments));
    }

    /** With an object as its input. */
    void kubectlWith(JsonNode object, String... arguments) {
        String _ = Shell.run(bytes(object.toString()), with(arguments));
    }

    Shell.Outcome attempt(JsonNode object, String... arguments) {
        return Shell.attempt(bytes(object.toString()), with(arguments));
    }

    private String[] with(String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "kubectl";
        command[1] = "--namespace=" + namespace;
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return command;
    }

    /** Applies the quickstart's AmpSync under a name that is also its schema, with changes of its spec. */
    void apply(String name, String spec) throws IOException {
        kubectlWith(sample(name, spec), "apply", "-f", "-");
    }

    /** Applies again, over what is there, what one field has to become. */
    void patch(String name, String spec) throws IOException {
        ObjectNode patch = YAML.createObjectNode();
        patch.set("spec", YAML.readTree(spec));
        kubectl("patch", "ampsync", name, "--type=merge", "--patch=" + patch);
    }

    /** The first document of a file of the quickstart. */
    static ObjectNode document(String file) throws IOException {
        return (ObjectNode) YAML.readTree(Files.readString(QUICKSTART.resolve(file)));
    }

    /** The quickstart's AmpSync under another name, with changes of its spec. */
    static ObjectNode sample(String name, String spec) throws IOException {
        ObjectNode manifest = document("ampsync.yaml");
        ((ObjectNode) manifest.get("metadata")).put("name", name);
        ((ObjectNode) manifest.at("/spec/database")).put("schema", name);
        JsonNode changes = YAML.readTree(spec);
        if (changes.isObject()) {
            merge((ObjectNode) manifest.get("spec"), (ObjectNode) changes);
        }
        return manifest;
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(member -> {
            if (member.getValue() instanceof ObjectNode part && into.get(member.getKey()) instanceof ObjectNode whole) {
                merge(whole, part);
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    Optional<AmpSync> find(String name) {
        return Optional.ofNullable(client.resources(AmpSync.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    AmpSync sync(String name) {
        return find(name).orElseThrow();
    }

    AmpSyncStatus status(String name) {
        AmpSyncStatus status = sync(name).getStatus();
        return status == null ? AmpSyncStatus.NONE : status;
    }

    /** Status and reason of a condition, as in {@code True/Streaming}; {@code -} without it. */
    String condition(String name, ConditionType type) {
        return condition(status(name), type);
    }

    private static String condition(AmpSyncStatus status, ConditionType type) {
        return status.condition(type)
                .map(condition -> condition.status().label() + "/" + condition.reason())
                .orElse("-");
    }

    String message(String name) {
        return status(name)
                .condition(ConditionType.READY)
                .map(ready -> ready.message())
                .orElse("");
    }

    /** Waits for the Ready condition about the newest spec. */
    void awaitReady(String name, String expected) {
        await().atMost(SOON).untilAsserted(() -> {
            // One answer, for the next may already be of the next generation.
            AmpSync sync = sync(name);
            AmpSyncStatus status = Objects.requireNonNullElse(sync.getStatus(), AmpSyncStatus.NONE);
            assertThat(condition(status, ConditionType.READY)).as(message(name)).isEqualTo(expected);
            assertThat(status.observedGeneration()).isEqualTo(sync.getMetadata().getGeneration());
        });
    }

    /** Waits until the stored tables are the chain, row by row. */
    void awaitTheChain(String name) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(database.lowestBlock(name)).isEqualTo(chain.head()));
        assertThat(database.compare(name, chain))
                .isNotEmpty()
                .allSatisfy(
                        table -> assertThat(table.equal()).as(table.toString()).isTrue());
    }

    List<Pod> pods(String name) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/instance", name)
                .list()
                .getItems();
    }

    /** How many pod templates there have been. */
    int templates(String name) {
        return client.apps()
                .replicaSets()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/instance", name)
                .list()
                .getItems()
                .size();
    }

    List<String> events(String name) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals("AmpSync")
                        && event.getInvolvedObject().getName().equals(name))
                .map(Event::getReason)
                .toList();
    }

    @Override
    public void close() {
        database.close();
        chain.close();
        kubectl("delete", "ampsyncs", "--all", "--wait=false");
        Shell.run("kubectl", "delete", "namespace", namespace, "--wait=false");
        client.close();
    }
}
