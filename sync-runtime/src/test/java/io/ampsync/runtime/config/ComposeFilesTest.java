package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Compose files of {@code examples/}: settings without a mistake, that name services of the same file. */
class ComposeFilesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", "."), "../examples");

    @ParameterizedTest
    @ValueSource(strings = {"compose", "with-electricsql"})
    void theSyncFindsItsServices(String example) throws IOException {
        JsonNode services = new YAMLMapper()
                .readTree(EXAMPLES.resolve(example).resolve("compose.yaml").toFile())
                .get("services");
        Map<String, String> environment = new LinkedHashMap<>();
        services.at("/ampsync/environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));

        SyncConfig config = ((ConfigResult.Valid) SyncConfig.parse(environment)).config();

        assertThat(config.remarks()).isEmpty();
        assertThat(List.of(
                        config.flight().endpoint().getHost(),
                        config.admin().endpoint().getHost(),
                        URI.create(config.database().jdbcUrl().substring("jdbc:".length()))
                                .getHost()))
                .allMatch(services::has);
        assertThat(services.at("/amp/command").toString())
                .contains(config.dataset().reference().name());
        assertThat(services.at("/ampsync/ports").toString()).contains(":" + environment.get("HEALTH_PORT"));
        JsonNode postgres = services.at("/postgres/environment");
        assertThat(config.database().jdbcUrl())
                .endsWith("/" + postgres.get("POSTGRES_DB").asText());
        assertThat(config.database().user())
                .isEqualTo(postgres.get("POSTGRES_USER").asText());
    }
}
