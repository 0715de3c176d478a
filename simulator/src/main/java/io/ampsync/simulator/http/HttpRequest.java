package io.ampsync.simulator.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as far as routes care.
 *
 * @param path the decoded segments, empty for {@code /}
 * @param query the decoded parameters; of a repeated one the last
 * @param authorization the header of that name
 */
public record HttpRequest(
        String method, List<String> path, Map<String, String> query, Optional<String> authorization, String body) {}
