package io.ampsync.simulator.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.query.DerivedDataset;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.apache.arrow.vector.types.pojo.Schema;

/** {@code POST /schema} of current servers: which columns the tables of a derived dataset would have. */
final class SchemaRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REFERENCE = Pattern.compile("([a-z0-9_]+)/([a-z_][a-z0-9_]*)@(\\S+)");

    private record Dependency(String alias, DatasetName dataset, String revision) {
        @Override
        public String toString() {
            return dataset + "@" + revision;
        }
    }

    private final Catalog catalog;

    SchemaRequest(Catalog catalog) {
        this.catalog = catalog;
    }

    ObjectNode answer(String body) {
        JsonNode request = parse(body);
        Map<String, Dependency> dependencies = dependencies(request.path("dependencies"));
        if (request.path("tables").isEmpty() && request.path("functions").isEmpty()) {
            throw Refusal.badRequest("EMPTY_TABLES_AND_FUNCTIONS", "At least one table or function must be provided");
        }
        Map<String, PlainSelect> selects = new HashMap<>();
        request.path("tables").forEachEntry((name, sql) -> selects.put(name, select(name, sql.asText())));
        dependencies.values().forEach(this::requireKnown);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode schemas = json.putObject("schemas");
        selects.forEach((name, select) -> schemas.set(name, SchemaJson.of(schema(name, select, dependencies))));
        return json;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw badPayload("Failed to parse the request body as JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, Dependency> dependencies(JsonNode json) {
        Map<String, Dependency> found = new HashMap<>();
        json.forEachEntry((alias, value) -> {
            Matcher matcher = REFERENCE.matcher(value.asText());
            if (!matcher.matches()) {
                throw undeserializable(alias, "Invalid dependency '" + value.asText() + "'");
            }
            String revision = matcher.group(3);
            if (revision.equals("latest") || revision.equals("dev")) {
                throw undeserializable(
                        alias,
                        "Invalid revision '" + revision + "': Symbolic reference '" + revision
                                + "' not allowed (use explicit version or hash)");
            }
            found.put(alias, new Dependency(alias, new DatasetName(matcher.group(1), matcher.group(2)), revision));
        });
        return found;
    }

    private static PlainSelect select(String table, String sql) {
        try {
            Statement statement = CCJSqlParserUtil.parse(sql);
            if (statement instanceof PlainSelect select) {
                return select;
            }
            throw invalidSql(table, "not a SELECT");
        } catch (JSQLParserException e) {
            throw invalidSql(table, String.valueOf(e.getMessage()));
        }
    }

    private void requireKnown(Dependency dependency) {
        if (catalog.resolve(dependency.dataset(), dependency.revision()).isEmpty()) {
            throw Refusal.notFound(
                    "DEPENDENCY_NOT_FOUND",
                    "Dependency '" + dependency.alias() + "' (" + dependency + ") not found in dataset store");
        }
    }

    private Schema schema(String table, PlainSelect select, Map<String, Dependency> dependencies) {
        Plan plan;
        try {
            plan = DerivedDataset.plan(catalog, select, references(dependencies));
        } catch (Refused e) {
            throw new Refusal(
                    500, "SCHEMA_INFERENCE", "Failed to plan SQL for table '" + table + "': " + e.getMessage());
        }
        plan.nonIncremental().ifPresent(operation -> {
            throw Refusal.badRequest(
                    "NON_INCREMENTAL_QUERY",
                    "Table '" + table + "' contains non-incremental SQL: "
                            + "query contains non-incremental operation: " + operation);
        });
        return DerivedDataset.withBlockNumber(plan.schema());
    }

    private static Map<String, String> references(Map<String, Dependency> dependencies) {
        Map<String, String> references = new HashMap<>();
        dependencies.forEach((alias, dependency) -> references.put(alias, dependency.toString()));
        return references;
    }

    private static Refusal badPayload(String why) {
        return Refusal.badRequest("INVALID_PAYLOAD_FORMAT", "Invalid payload format: " + why);
    }

    private static Refusal undeserializable(String alias, String why) {
        return badPayload(
                "Failed to deserialize the JSON body into the target type: dependencies." + alias + ": " + why);
    }

    private static Refusal invalidSql(String table, String why) {
        return Refusal.badRequest(
                "INVALID_TABLE_SQL", "Invalid SQL query for table '" + table + "': Invalid SQL syntax: " + why);
    }
}
