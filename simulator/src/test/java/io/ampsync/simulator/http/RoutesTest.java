package io.ampsync.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Routes routes = new Routes()
            .on("GET datasets", (_, _) -> HttpAnswer.ok(TextNode.valueOf("list")))
            .on("GET datasets/*/versions/*", (_, path) -> HttpAnswer.ok(TextNode.valueOf(String.join("+", path))))
            .on("POST ", (_, _) -> HttpAnswer.ok(TextNode.valueOf("root")));

    @Test
    void wildcardsAreHandedOverInTheirOrder() {
        assertThat(answer("GET", "datasets", "versions", "versions", "1.0.0").body())
                .contains(TextNode.valueOf("versions+1.0.0"));
    }

    @Test
    void unknownPathsAndMethodsHaveNoBody() {
        assertThat(answer("GET", "datasets", "x")).isEqualTo(HttpAnswer.empty(404));
        assertThat(answer("GET", "datasets", "")).isEqualTo(HttpAnswer.empty(404));
        assertThat(answer("PUT", "datasets")).isEqualTo(HttpAnswer.empty(405));
        assertThat(answer("POST").status()).isEqualTo(200);
    }

    private HttpAnswer answer(String method, String... path) {
        return routes.apply(new HttpRequest(method, Arrays.asList(path), Map.of(), Optional.empty(), ""));
    }

    @Test
    void patternsCanBeListed() {
        assertThat(routes.patterns()).isEqualTo(List.of("GET /datasets", "GET /datasets/*/versions/*", "POST /"));
    }
}
