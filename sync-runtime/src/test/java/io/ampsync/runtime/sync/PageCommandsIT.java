package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ampsync.api.Reason;
import io.ampsync.runtime.Pages;
import io.ampsync.runtime.Pages.Block;
import io.ampsync.runtime.config.Variable;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.postgres.PostgresFixture;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever a page tells a person to type is understood by what they type it into. */
class PageCommandsIT {
    private static final Pattern INLINE =
            Pattern.compile("`((?:SELECT|ALTER|DROP|GRANT|UPDATE|DELETE|INSERT) [^\\s`…]+ [^`…]*|SELECT [^`…]*)`");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{?([A-Z][A-Z_]+)|(?m)(?:^|unset |\\| )([A-Z][A-Z_]+)(?==|\\s)");
    private static final Pattern SPEC = Pattern.compile("\\bspec(?:\\.[a-zA-Z]+)+");
    /** Whom the pages take for an example. */
    private static final List<String> ROLES = List.of("my_user", "reader");

    /** Set by who follows the page, not by us. */
    private static final Set<String> THEIRS = Set.of("LOG");

    private static List<Block> blocks(String language) throws IOException {
        return Pages.blocks(Pages.all()).stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** Every block of SQL, statement by statement, as the sync's own user, in a transaction that is rolled back. */
    @Test
    void postgresqlExecutesEveryStatement() throws Exception {
        List<Block> statements = new ArrayList<>(blocks("sql"));
        for (Path page : Pages.all().stream()
                .filter(page -> page.toString().contains("runbook"))
                .toList()) {
            INLINE.matcher(Files.readString(page))
                    .results()
                    .forEach(match -> statements.add(new Block(page.toString(), "inline", match.group(1))));
        }
        List<String> wrong = new ArrayList<>();
        try (Playground at = Playground.create()) {
            at.loop().tables("blocks", "logs", "transactions").start();
            at.awaitHead("logs");
            at.awaitHead("blocks");
            try (Connection person = PostgresFixture.shared().connect();
                    Statement statement = person.createStatement()) {
                person.setAutoCommit(false);
                for (Block block : statements) {
                    execute(at, statement, block, wrong);
                    person.rollback();
                }
            }
        }
        assertThat(statements).hasSizeGreaterThan(15);
        assertThat(wrong).isEmpty();
    }

    private static void execute(Playground at, Statement statement, Block block, List<String> wrong)
            throws SQLException {
        for (String role : ROLES) {
            statement.execute("CREATE ROLE " + role);
        }
        statement.execute("SET LOCAL search_path = " + at.settings.schema());
        String text = block.text()
                .replaceAll("(?m)^\\\\d\\+ my_table$", "SELECT 'my_table'::regclass;")
                .replaceAll("(?m)--.*$", "")
                .replace("my_table", "blocks")
                .replace("my_schema", at.settings.schema())
                .replace("PID", "0");
        for (String sql : text.split(";", -1)) {
            try {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                wrong.add(block.page() + ": " + sql.strip() + ": " + e.getMessage());
                return;
            }
        }
    }

    @Test
    void aShellReadsEveryLine() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Block block : shell()) {
            Process bash =
                    new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
            try (var in = bash.outputWriter()) {
                in.write(block.text());
            }
            if (bash.waitFor() != 0) {
                wrong.add(block + ": " + new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Block> shell() throws IOException {
        List<Block> blocks = new ArrayList<>(blocks("sh"));
        blocks("").stream().filter(block -> block.page().startsWith("runbook")).forEach(blocks::add);
        assertThat(blocks).hasSizeGreaterThan(15);
        return blocks;
    }

    @Test
    void everyVariableIsOneOfOurs() throws IOException {
        Set<String> known =
                Arrays.stream(Variable.values()).map(Enum::name).collect(Collectors.toCollection(HashSet::new));
        known.addAll(THEIRS);
        Set<String> used = new HashSet<>();
        for (Block block : shell()) {
            if (block.page().startsWith("runbook")) {
                VARIABLE.matcher(block.text())
                        .results()
                        .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                        .forEach(used::add);
            }
        }
        assertThat(used).contains("AMPSYNC_MEMORY", "TABLES");
        used.removeAll(known);
        assertThat(used).isEmpty();
    }

    /** What a page tells to look for in the log is what the log says. */
    @Test
    void everythingToGrepIsInTheLog() throws Exception {
        Set<String> known = new HashSet<>();
        for (Reason reason : Reason.values()) {
            known.add("reason=" + reason.label());
            known.add(reason.label());
        }
        for (Field event : Events.class.getFields()) {
            known.add(String.valueOf(event.get(null)));
        }
        Pattern grep = Pattern.compile("grep (?:-\\w+ )*'?([\\w=]+)'? LOG");
        List<String> searched = new ArrayList<>();
        for (Block block : shell()) {
            grep.matcher(block.text()).results().map(match -> match.group(1)).forEach(searched::add);
        }
        assertThat(searched).hasSizeGreaterThan(4).allMatch(known::contains);
    }

    /** Every path into an AmpSync that a page names is one of the custom resource definition. */
    @Test
    void everyFieldOfTheResourceIsThere() throws IOException {
        JsonNode spec = new YAMLMapper()
                .readTree(Pages.DEFINITION.toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        List<String> wrong = new ArrayList<>();
        for (Path page : Pages.all()) {
            if (page.endsWith("ampsync-resource.md")) {
                continue;
            }
            for (MatchResult path :
                    SPEC.matcher(Files.readString(page)).results().toList()) {
                JsonNode at = spec;
                for (String name : path.group().substring("spec.".length()).split("\\.", -1)) {
                    at = at.path("type").asText().equals("array") ? at.path("items") : at;
                    boolean free = at.has("additionalProperties") || at.has("x-kubernetes-preserve-unknown-fields");
                    at = free ? at : at.path("properties").path(name);
                }
                if (at.isMissingNode()) {
                    wrong.add(page.getFileName() + ": " + path.group());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
