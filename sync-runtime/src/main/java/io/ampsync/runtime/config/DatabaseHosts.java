package io.ampsync.runtime.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the database is: one host, or several that are tried in turn. What is wrong is said without repeating the text,
 * which may be a piece of a password that was not percent-encoded.
 */
record DatabaseHosts(List<String> addresses) {
    static final String DEFAULT_PORT = "5432";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9]+)?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** What is wrong, and what to write. */
    record Wrong(String wrong, String fix) {}

    /** {@code host}, {@code host:port}, {@code [v6]}, {@code [v6]:port}, separated by commas. */
    static DatabaseHosts inAuthority(String authority, List<Wrong> wrong) {
        List<String> names = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String item : authority.split(",", -1)) {
            int colon = item.startsWith("[") ? item.indexOf("]:") + 1 : item.indexOf(':');
            boolean hasPort = colon > 0 || item.startsWith(":");
            names.add(hasPort ? item.substring(0, colon) : item);
            ports.add(hasPort ? item.substring(colon + 1) : "");
        }
        return of(names, ports, wrong);
    }

    /** Ports may be one for all hosts, or one for each. */
    static DatabaseHosts of(List<String> names, List<String> ports, List<Wrong> wrong) {
        if (ports.size() != 1 && ports.size() != names.size()) {
            wrong.add(new Wrong(
                    names.size() + " hosts have " + ports.size() + " ports", "Give one port, or one for each host."));
            return new DatabaseHosts(List.of());
        }
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String port = ports.get(ports.size() == 1 ? 0 : i);
            String which = names.size() == 1 ? "" : " number " + (i + 1);
            Optional<String> host = host(names.get(i), which, wrong);
            if (!port.isEmpty() && !isPort(port)) {
                wrong.add(new Wrong("the port of host" + which + " is not a number from 1 to 65535", ENCODE));
            }
            host.ifPresent(name -> addresses.add(name + ":" + (port.isEmpty() ? DEFAULT_PORT : port)));
        }
        return new DatabaseHosts(addresses);
    }

    static final String ENCODE =
            "Write the characters @ : / ? # & and % of user and password as" + " %40 %3A %2F %3F %23 %26 and %25.";

    boolean several() {
        return addresses.size() > 1;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://" + String.join(",", addresses) + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    private static Optional<String> host(String text, String which, List<Wrong> wrong) {
        if (text.isEmpty()) {
            return Optional.of("localhost");
        }
        if (text.startsWith("/") || text.startsWith("@")) {
            wrong.add(new Wrong(
                    "host" + which + " is a Unix socket, which the Java driver does not speak",
                    "Name a TCP host, for example localhost, and let PostgreSQL listen there."));
            return Optional.empty();
        }
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (IPV6.matcher(bare).matches()) {
            return Optional.of("[" + bare + "]");
        }
        if (!NAME.matcher(text).matches()) {
            wrong.add(new Wrong("host" + which + " is neither a name nor an address", ENCODE));
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
    }
}
