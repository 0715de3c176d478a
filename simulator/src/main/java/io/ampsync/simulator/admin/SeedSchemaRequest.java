package io.ampsync.simulator.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.query.DerivedDataset;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.QueryPlanner;
import io.ampsync.simulator.query.Refused;
import org.apache.arrow.vector.types.pojo.Schema;

/** {@code POST /schema} of the seed eras: which columns a query has. */
final class SeedSchemaRequest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Era era;
    private final Catalog catalog;

    SeedSchemaRequest(Era era, Catalog catalog) {
        this.era = era;
        this.catalog = catalog;
    }

    ObjectNode answer(String body) {
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("INVALID_PAYLOAD_FORMAT", "invalid request format: " + e.getOriginalMessage());
        }
        Plan plan;
        try {
            plan = new QueryPlanner(era, catalog).plan(request.path("sql_query").asText());
        } catch (Refused e) {
            throw Refusal.badRequest("SQL_PARSE_ERROR", String.valueOf(e.getMessage()));
        }
        Schema schema = request.path("is_sql_dataset").asBoolean()
                ? DerivedDataset.withBlockNumber(plan.schema())
                : plan.schema();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("schema", SchemaJson.of(schema));
        ArrayNode networks = json.putArray("networks");
        plan.sources().stream()
                .map(source -> source.version().manifest().network())
                .distinct()
                .forEach(networks::add);
        return json;
    }
}
