package io.ampsync.runtime.config;

import io.ampsync.api.NearestName;
import io.ampsync.runtime.config.DatabaseHosts.Wrong;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** Connection parameters in libpq's or JDBC's spelling, as properties of the JDBC driver. */
final class DriverParameters {
    private static final Map<String, PGProperty> LIBPQ = Map.ofEntries(
            Map.entry("application_name", PGProperty.APPLICATION_NAME),
            Map.entry("connect_timeout", PGProperty.CONNECT_TIMEOUT),
            Map.entry("gssencmode", PGProperty.GSS_ENC_MODE),
            Map.entry("krbsrvname", PGProperty.KERBEROS_SERVER_NAME),
            Map.entry("channel_binding", PGProperty.CHANNEL_BINDING),
            Map.entry("require_auth", PGProperty.REQUIRE_AUTH),
            Map.entry("sslnegotiation", PGProperty.SSL_NEGOTIATION),
            Map.entry("ssl-mode", PGProperty.SSL_MODE),
            Map.entry("ssl-root-cert", PGProperty.SSL_ROOT_CERT),
            Map.entry("ssl-ca", PGProperty.SSL_ROOT_CERT),
            Map.entry("ssl-cert", PGProperty.SSL_CERT),
            Map.entry("ssl-key", PGProperty.SSL_KEY),
            Map.entry("keepalives", PGProperty.TCP_KEEP_ALIVE),
            Map.entry("load_balance_hosts", PGProperty.LOAD_BALANCE_HOSTS),
            Map.entry("target_session_attrs", PGProperty.TARGET_SERVER_TYPE));

    /** libpq's values that the driver spells differently. */
    private static final Map<PGProperty, Map<String, String>> VALUES = Map.of(
            PGProperty.TCP_KEEP_ALIVE, Map.of("1", "true", "0", "false"),
            PGProperty.LOAD_BALANCE_HOSTS, Map.of("random", "true", "disable", "false"),
            PGProperty.TARGET_SERVER_TYPE, Map.of("read-write", "primary"));

    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout",
            "client_encoding",
            "fallback_application_name",
            "statement-cache-capacity",
            "sslcompression",
            "sslsni");

    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> WRITABLE = Set.of("any", "primary", "preferPrimary");
    private static final Set<PGProperty> FILES =
            Set.of(PGProperty.SSL_ROOT_CERT, PGProperty.SSL_CERT, PGProperty.SSL_KEY);
    private static final Set<PGProperty> REFUSED =
            Set.of(PGProperty.READ_ONLY, PGProperty.REPLICATION, PGProperty.CURRENT_SCHEMA, PGProperty.SSL_PASSWORD);

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> ignored = new ArrayList<>();

    Map<String, String> properties() {
        return properties;
    }

    /** Known to libpq, and without effect here. */
    List<String> ignored() {
        return ignored;
    }

    void targetPrimaryByDefault() {
        properties.putIfAbsent(PGProperty.TARGET_SERVER_TYPE.getName(), "primary");
    }

    /** @param place in the query, to name a parameter whose name may be a piece of a password */
    void add(String name, String text, int place, List<Wrong> wrong) {
        if (WITHOUT_EFFECT.contains(name)) {
            ignored.add(name);
            return;
        }
        PGProperty property = LIBPQ.containsKey(name) ? LIBPQ.get(name) : PGProperty.forName(name);
        if (property == null) {
            wrong.add(new Wrong("parameter number " + place + " is not known", advice(name)));
            return;
        }
        if (REFUSED.contains(property)) {
            wrong.add(new Wrong(
                    "the parameter " + property.getName() + " cannot be used here",
                    property == PGProperty.CURRENT_SCHEMA ? "Set AMPSYNC_SCHEMA." : "Remove it."));
            return;
        }
        if (property == PGProperty.SSL_ROOT_CERT && text.equals("system")) {
            properties.put(PGProperty.SSL_FACTORY.getName(), "org.postgresql.ssl.DefaultJavaSSLFactory");
            return;
        }
        String value = VALUES.getOrDefault(property, Map.of()).getOrDefault(text, text);
        String fix = fix(property, value);
        if (fix == null) {
            properties.put(property.getName(), value);
        } else {
            wrong.add(new Wrong("the value of " + name + " cannot be used", fix));
        }
    }

    /** What to write in place of a value; null if it will do. */
    private static @Nullable String fix(PGProperty property, String value) {
        if (property == PGProperty.SSL_MODE) {
            return SSL_MODES.contains(value) ? null : oneOf(SSL_MODES);
        }
        if (property == PGProperty.TARGET_SERVER_TYPE) {
            return WRITABLE.contains(value) ? null : "ampsync writes: use read-write, primary or any.";
        }
        if (FILES.contains(property)) {
            return Files.isReadable(Path.of(value)) ? null : "Name a readable file.";
        }
        String[] choices = property.getChoices();
        if (choices != null && choices.length > 0) {
            return List.of(choices).contains(value) ? null : oneOf(Set.of(choices));
        }
        String byDefault = property.getDefaultValue();
        if (byDefault == null) {
            return null;
        }
        if (byDefault.equals("true") || byDefault.equals("false")) {
            return value.equals("true") || value.equals("false") ? null : "Use true or false.";
        }
        boolean number = byDefault.matches("-?[0-9]+");
        return number && !value.matches("-?[0-9]{1,9}") ? "Use a whole number." : null;
    }

    private static String oneOf(Set<String> values) {
        return "Use " + String.join(", ", values.stream().sorted().toList()) + ".";
    }

    private static String advice(String name) {
        List<String> known = Stream.concat(
                        LIBPQ.keySet().stream(),
                        Arrays.stream(PGProperty.values()).map(PGProperty::getName))
                .toList();
        return NearestName.of(name, known)
                .map(nearest -> "Did you mean " + nearest + "?")
                .orElse("Use parameters of libpq, such as sslmode, or of the JDBC driver.");
    }
}
