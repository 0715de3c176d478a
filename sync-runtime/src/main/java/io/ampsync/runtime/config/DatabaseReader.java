package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.Variable.AMPSYNC_SCHEMA;
import static io.ampsync.runtime.config.Variable.DATABASE_HOST;
import static io.ampsync.runtime.config.Variable.DATABASE_NAME;
import static io.ampsync.runtime.config.Variable.DATABASE_PASSWORD;
import static io.ampsync.runtime.config.Variable.DATABASE_PORT;
import static io.ampsync.runtime.config.Variable.DATABASE_URL;
import static io.ampsync.runtime.config.Variable.DATABASE_USER;
import static io.ampsync.runtime.config.Variable.DB_POOL_SIZE;
import static io.ampsync.runtime.config.Variable.MAX_DB_CONNECTIONS;

import io.ampsync.runtime.config.DatabaseHosts.Wrong;
import io.ampsync.runtime.config.DatabaseUrl.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The target: a URL, or its parts; the parts are not looked at beside a URL. */
final class DatabaseReader {
    private final Reading reading;

    DatabaseReader(Reading reading) {
        this.reading = reading;
    }

    Optional<DatabaseSettings> read() {
        Optional<Target> target = reading.given(DATABASE_URL).isPresent() ? fromUrl() : fromParts();
        String schema = reading.text(AMPSYNC_SCHEMA);
        Identifiers.schemaProblem(schema)
                .ifPresent(problem -> reading.problem(
                        AMPSYNC_SCHEMA,
                        Identifiers.quoted(schema) + " " + problem,
                        "Use a name of 1 to 63 letters, digits, _ or $."));
        int connections = connections();
        return target.map(to ->
                new DatabaseSettings(to.jdbcUrl(), to.user(), to.password(), schema, connections, to.properties()));
    }

    private Optional<Target> fromUrl() {
        List<Wrong> wrong = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        Optional<Target> target = DatabaseUrl.parse(reading.text(DATABASE_URL), wrong, ignored);
        wrong.forEach(w -> reading.problem(DATABASE_URL, w.wrong(), w.fix()));
        ignored.forEach(name -> reading.remark("The parameter " + name + " of DATABASE_URL has no effect."));
        return target;
    }

    private Optional<Target> fromParts() {
        Optional<String> user = reading.given(DATABASE_USER);
        Optional<String> database = reading.given(DATABASE_NAME);
        if (user.isEmpty() && database.isEmpty()) {
            reading.problem(
                    DATABASE_URL,
                    "no database is named",
                    "Set DATABASE_URL=postgresql://user:password@host:5432/database, or DATABASE_USER and"
                            + " DATABASE_NAME.");
        } else if (user.isEmpty()) {
            reading.problem(DATABASE_USER, "it is not set", "Set it, or DATABASE_URL.");
        } else if (database.isEmpty()) {
            reading.problem(DATABASE_NAME, "it is not set", "Set it, or DATABASE_URL.");
        }
        int port = reading.number(DATABASE_PORT);
        List<Wrong> wrong = new ArrayList<>();
        DatabaseHosts hosts = DatabaseHosts.of(
                List.of(reading.text(DATABASE_HOST).split(",", -1)), List.of(String.valueOf(port)), wrong);
        wrong.forEach(w -> reading.problem(DATABASE_HOST, w.wrong(), "Write a host name or an address."));
        if (user.isEmpty() || database.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> properties = hosts.several() ? Map.of("targetServerType", "primary") : Map.of();
        return Optional.of(new Target(
                hosts.jdbcUrl(database.get()),
                user.get(),
                reading.secret(DATABASE_PASSWORD).orElse(null),
                properties));
    }

    private int connections() {
        int connections = reading.number(MAX_DB_CONNECTIONS);
        var older = reading.givenNumber(DB_POOL_SIZE);
        if (older.isEmpty()) {
            return connections;
        }
        if (reading.given(MAX_DB_CONNECTIONS).isPresent() && older.getAsInt() != connections) {
            reading.problem(
                    DB_POOL_SIZE,
                    "it differs from " + MAX_DB_CONNECTIONS + ", its newer name",
                    "Remove " + DB_POOL_SIZE + ".");
        }
        return older.getAsInt();
    }
}
