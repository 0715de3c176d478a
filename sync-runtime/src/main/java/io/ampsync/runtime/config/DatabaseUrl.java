package io.ampsync.runtime.config;

import io.ampsync.runtime.config.DatabaseHosts.Wrong;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection URL as libpq reads it, {@code postgresql://user:password@host:port,host/database?parameter=value}, or as
 * JDBC does, {@code jdbc:postgresql://host/database?user=…}. No message repeats any part of it.
 */
final class DatabaseUrl {
    private static final String HOW =
            "Write postgresql://user:password@host:5432/database, with %40 for an @ in the password.";

    private final boolean jdbc;
    private final List<Wrong> wrong;
    private final DriverParameters parameters = new DriverParameters();
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String database;

    private DatabaseUrl(boolean jdbc, List<Wrong> wrong) {
        this.jdbc = jdbc;
        this.wrong = wrong;
    }

    /** Where to connect, and as whom. */
    record Target(String jdbcUrl, String user, @Nullable Secret password, Map<String, String> properties) {}

    /**
     * @param wrong receives everything that is wrong with it; only then the result is empty
     * @param ignored receives the parameters without effect
     */
    static Optional<Target> parse(String url, List<Wrong> wrong, List<String> ignored) {
        boolean jdbc = url.startsWith("jdbc:");
        String text = jdbc ? url.substring("jdbc:".length()) : url;
        if (jdbc && text.startsWith("postgresql:") && !text.startsWith("postgresql://")) {
            text = text.replaceFirst("postgresql:/?", "postgresql:///");
        }
        int scheme = text.indexOf("://");
        if (scheme < 0 || !List.of("postgresql", "postgres").contains(text.substring(0, scheme))) {
            wrong.add(new Wrong("it is not a postgresql:// URL", HOW));
            return Optional.empty();
        }
        DatabaseUrl parsed = new DatabaseUrl(jdbc, wrong);
        Optional<Target> target = parsed.read(text.substring(scheme + "://".length()));
        ignored.addAll(parsed.parameters.ignored());
        return target.filter(_ -> wrong.isEmpty());
    }

    private Optional<Target> read(String text) {
        int question = text.indexOf('?');
        String front = question < 0 ? text : text.substring(0, question);
        String query = question < 0 ? "" : text.substring(question + 1);
        int slash = front.indexOf('/');
        String authority = slash < 0 ? front : front.substring(0, slash);
        int at = authority.indexOf('@');
        boolean strayAt = at < 0
                ? front.indexOf('@') >= 0 || query.split("=", 2)[0].contains("@")
                : authority.indexOf('@', at + 1) >= 0;
        if (strayAt) {
            wrong.add(new Wrong("user and password cannot be told from the rest", DatabaseHosts.ENCODE));
            return Optional.empty();
        }
        if (at >= 0) {
            String[] credentials = authority.substring(0, at).split(":", 2);
            user = decoded(credentials[0], false);
            password = credentials.length > 1 ? decoded(credentials[1], false) : null;
        }
        database = slash < 0 ? null : decoded(front.substring(slash + 1), jdbc);
        Map<String, String> places = readQuery(query);
        DatabaseHosts hosts = hosts(authority.substring(at + 1), places);
        if (hosts.several()) {
            parameters.targetPrimaryByDefault();
        }
        return target(hosts);
    }

    private Optional<Target> target(DatabaseHosts hosts) {
        if (user == null || user.isEmpty()) {
            wrong.add(new Wrong("it names no user", HOW));
            return Optional.empty();
        }
        String name = database == null || database.isEmpty() ? user : database;
        return Optional.of(new Target(
                hosts.jdbcUrl(name),
                user,
                password == null || password.isEmpty() ? null : new Secret(password),
                parameters.properties()));
    }

    /** Fills what the query overrides, and returns its {@code host} and {@code port}. */
    private Map<String, String> readQuery(String query) {
        Map<String, String> places = new LinkedHashMap<>();
        int place = 0;
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            place++;
            String[] parts = pair.split("=", 2);
            String name = decoded(parts[0], jdbc);
            if (parts.length < 2) {
                wrong.add(new Wrong("parameter number " + place + " has no value", "Write name=value."));
                continue;
            }
            String value = decoded(parts[1], jdbc);
            switch (name) {
                case "user" -> user = value;
                case "password" -> password = value;
                case "dbname" -> database = value;
                case "host", "port" -> places.put(name, value);
                case "hostaddr" ->
                    wrong.add(new Wrong("the Java driver knows no hostaddr", "Put the address in place of the host."));
                default -> parameters.add(name, value, place, wrong);
            }
        }
        return places;
    }

    private DatabaseHosts hosts(String authority, Map<String, String> places) {
        if (places.isEmpty()) {
            // Decoded first: %2F begins a Unix socket, and no host or port contains a separator.
            return DatabaseHosts.inAuthority(decoded(authority, false), wrong);
        }
        String names = places.getOrDefault("host", decoded(authority.replaceFirst(":[0-9]*$", ""), false));
        return DatabaseHosts.of(
                List.of(names.split(",", -1)),
                List.of(places.getOrDefault("port", "").split(",", -1)),
                wrong);
    }

    /** @param plusIsBlank as JDBC has it in paths and queries */
    private String decoded(String text, boolean plusIsBlank) {
        try {
            String plain = URLDecoder.decode(plusIsBlank ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (plain.indexOf('\0') < 0) {
                return plain;
            }
            wrong.add(new Wrong("it has a %00, which nothing in PostgreSQL can hold", "Remove it."));
        } catch (IllegalArgumentException _) {
            wrong.add(new Wrong("it has a % that is not followed by two hex digits", "Write %25 for a percent sign."));
        }
        return "";
    }
}
