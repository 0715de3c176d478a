package io.ampsync.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.api.manifest.Definition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.kubernetes.client.server.mock.crud.PostHandler;
import io.fabric8.kubernetes.client.server.mock.crud.PutHandler;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An API server in memory: Fabric8's mock, and server-side apply, schema defaults of AmpSyncs, refusals on request, and
 * a list of all writes.
 *
 * <p>What it cannot do: validation and CEL, field ownership (an applied field that is dropped stays), merging of lists by
 * key, garbage collection, controllers, permissions.
 */
public final class FakeApiServer implements AutoCloseable {
    private final Dispatcher dispatcher = new Dispatcher();
    private final KubernetesMockServer server;
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();

    /** Starts it, with the definition of AmpSyncs. */
    public FakeApiServer() {
        this(false);
    }

    /** @param https as real ones are reached, with a certificate that nobody knows */
    public FakeApiServer(boolean https) {
        server = new KubernetesMockServer(
                new Context(new com.fasterxml.jackson.databind.ObjectMapper()),
                new MockWebServer(),
                new HashMap<>(),
                dispatcher,
                https);
        server.init();
        try (KubernetesClient client = client()) {
            client.resource(new KubernetesSerialization().unmarshal(Definition.yaml(), CustomResourceDefinition.class))
                    .create();
        }
        writes.clear();
    }

    public KubernetesClient client() {
        return server.createClient();
    }

    /** Where it answers, for other processes. */
    public String url() {
        return server.url("/");
    }

    /** Method and path of every write since the last {@link #forgetWrites}, Leases aside. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    public void forgetWrites() {
        writes.clear();
    }

    /** Refuses writes to paths that contain a text with a {@code Status} of this code and message. */
    public void refuse(String path, int code, String message) {
        refusals.put(path, """
                {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"message":"%s"}
                """.formatted(code, message));
    }

    public void accept(String path) {
        refusals.remove(path);
    }

    @Override
    public void close() {
        server.destroy();
    }

    private final class Dispatcher extends KubernetesCrudDispatcher {
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            String path = Objects.requireNonNull(request.getPath());
            if (path.contains("/selfsubjectrulesreviews")) {
                return new MockResponse().setResponseCode(201).setBody("""
                        {"kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1", "spec": {},
                         "status": {"incomplete": false, "nonResourceRules": [], "resourceRules": [
                           {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
                        """);
            }
            MockResponse refusal = written("POST", path);
            return refusal == null ? super.handleCreate(request) : refusal;
        }

        @Override
        public MockResponse handleUpdate(RecordedRequest request) {
            MockResponse refusal = written("PUT", Objects.requireNonNull(request.getPath()));
            return refusal == null ? super.handleUpdate(request) : refusal;
        }

        @Override
        public MockResponse handleDelete(String path) {
            MockResponse refusal = written("DELETE", path);
            return refusal == null ? super.handleDelete(path) : refusal;
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String path = Objects.requireNonNull(request.getPath());
            MockResponse refusal = written("PATCH", path);
            if (refusal != null) {
                return refusal;
            }
            String type = request.getHeader("Content-Type");
            return type == null || !type.startsWith("application/apply-patch+yaml")
                    ? super.handlePatch(request)
                    : apply(path.split("\\?", 2)[0], type, request.getBody().readUtf8());
        }

        private @Nullable MockResponse written(String method, String path) {
            if (!path.contains("/leases")) {
                writes.add(method + " " + path.split("\\?", 2)[0]);
            }
            return refusals.entrySet().stream()
                    .filter(refusal -> path.contains(refusal.getKey()))
                    .map(refusal -> new MockResponse()
                            .setResponseCode(Samples.parse(refusal.getValue())
                                    .get("code")
                                    .asInt())
                            .setBody(refusal.getValue()))
                    .findFirst()
                    .orElse(null);
        }

        private synchronized MockResponse apply(String target, String type, String body) {
            boolean status = target.endsWith("/status");
            String path = status ? target.substring(0, target.length() - "/status".length()) : target;
            ObjectNode intent = (ObjectNode) Samples.parse(body);
            try {
                var found = findResource(getKey(path));
                if (found == null) {
                    return status ? new MockResponse().setResponseCode(404) : create(path, type, intent);
                }
                ObjectNode current = (ObjectNode) asNode(found);
                String uid = intent.at("/metadata/uid").asText();
                if (!uid.isEmpty() && !uid.equals(current.at("/metadata/uid").asText())) {
                    return new MockResponse().setResponseCode(409);
                }
                ObjectNode next = current.deepCopy();
                if (status) {
                    next.set("status", intent.get("status"));
                } else {
                    Samples.merge(next, intent);
                }
                if (next.equals(current)) {
                    return new MockResponse().setResponseCode(200).setBody(current.toString());
                }
                ((ObjectNode) next.get("metadata")).set("resourceVersion", current.at("/metadata/resourceVersion"));
                return new PutHandler(this).handle(target, type, next.toString());
            } catch (KubernetesCrudDispatcherException e) {
                return new MockResponse().setResponseCode(e.getCode()).setBody(e.toStatusBody());
            }
        }

        private MockResponse create(String path, String type, ObjectNode intent)
                throws KubernetesCrudDispatcherException {
            if (intent.path("kind").asText().equals("AmpSync")) {
                Samples.defaults(intent);
            }
            String collection = path.substring(0, path.lastIndexOf('/'));
            return new PostHandler((KubernetesAttributesExtractor) attributeExtractor, this)
                    .handle(collection, type, intent.toString());
        }
    }

    /** The parsed form of something stored. */
    static JsonNode tree(String yaml) {
        return Samples.parse(yaml);
    }
}
