package io.ampsync.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;

/** A client of Java's own for whatever cluster kubectl talks to: its credentials may be of a kind that Java cannot use. */
final class Access {
    private static final String ACCOUNT = "ampsync-e2e";

    private Access() {}

    /** With a token of a service account that may do everything. */
    static KubernetesClient client() throws IOException {
        JsonNode cluster = new ObjectMapper()
                .readTree(Shell.run("kubectl", "config", "view", "--raw", "--minify", "--flatten", "-o=json"))
                .at("/clusters/0/cluster");
        make("serviceaccount", ACCOUNT, "--namespace=" + Release.NAMESPACE);
        make(
                "clusterrolebinding",
                ACCOUNT,
                "--clusterrole=cluster-admin",
                "--serviceaccount=" + Release.NAMESPACE + ":" + ACCOUNT);
        String token =
                Shell.run("kubectl", "create", "token", ACCOUNT, "--namespace=" + Release.NAMESPACE, "--duration=2h");
        Config config = new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(cluster.get("server").asText())
                .withCaCertData(cluster.path("certificate-authority-data").asText(null))
                .withOauthToken(token.strip())
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static void make(String... object) {
        String[] command = new String[object.length + 2];
        command[0] = "kubectl";
        command[1] = "create";
        System.arraycopy(object, 0, command, 2, object.length);
        Shell.Outcome made = Shell.attempt(new byte[0], command);
        if (made.code() != 0 && !made.output().contains("exists")) {
            throw new AssertionError(made.output());
        }
    }
}
