package io.ampsync.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rows {@code | number | what | tests · remark |} of {@code docs/conformance.md}: the tests exist. With
 * {@code -Dampsync.docs=write}, every test whose display name begins with the number is added to its row.
 */
class ConformancePageTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Path PAGE = ROOT.resolve("docs/conformance.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (A?\\d+) \\| (.*) \\| (.*) \\|$");
    private static final Pattern GROUP = Pattern.compile("(?m)^\\| (P\\d+[P\\d –,]*) \\| .* \\| .* \\|$");
    private static final Pattern CITED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern NAMED = Pattern.compile(
            "(?:@DisplayName\\(|name =)\\s*\"((?:A?\\d+, )*A?\\d+)[:,].*?" + "(?:void (\\w+)\\(|class (\\w+))",
            Pattern.DOTALL);
    private static final Pattern COMMA = Pattern.compile(", ");
    private static final int ITEMS_OF_THE_SERVER = 44;
    private static final int ITEMS_OF_EARLIER_VERSIONS = 72;
    private static final int ITEMS_OF_AMP_PYTHON = 204;

    @Test
    void everyTestOfThePageExists() throws IOException {
        Map<String, String> sources = sources();
        Matcher cited = CITED.matcher(Files.readString(PAGE));
        Set<String> absent = new TreeSet<>();
        while (cited.find()) {
            String source = sources.getOrDefault(cited.group(1), "");
            String member = cited.group(2);
            boolean there = member == null
                    ? !source.isEmpty()
                    : source.contains("void " + member + "(") || source.contains("class " + member + " ");
            if (!there) {
                absent.add(cited.group());
            }
        }
        assertThat(absent).isEmpty();
    }

    @Test
    void aTestWithTheNumberOfAnItemCanBeAddedToItsRow() throws IOException {
        Map<String, Set<String>> named = named(sources());
        String page = ROW.matcher(Files.readString(PAGE)).replaceAll(row -> Matcher.quoteReplacement(row(row, named)));
        if ("write".equals(System.getProperty("ampsync.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(named).containsKeys("1", "80", "A70");
        assertThat(page).contains("`RuleRowsTest.gapIsNeverAccepted`");
    }

    @Test
    void everyItemOfAmpPythonIsDecidedOnce() throws IOException {
        List<Integer> decided = GROUP.matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> COMMA.splitAsStream(row.group(1)))
                .flatMapToInt(ConformancePageTest::items)
                .sorted()
                .boxed()
                .toList();
        assertThat(decided)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, ITEMS_OF_AMP_PYTHON).boxed().toList());
    }

    @Test
    void everyItemOfEarlierVersionsIsDecided() throws IOException {
        List<String> decided = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .filter(item -> item.startsWith("A"))
                .toList();
        assertThat(decided)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, ITEMS_OF_EARLIER_VERSIONS)
                        .mapToObj(item -> "A" + item)
                        .toList());
    }

    /** Of {@code P1} or {@code P1 – P4}. */
    private static IntStream items(String span) {
        String[] ends = span.replace("P", "").split(" – ", 2);
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    private static String row(MatchResult row, Map<String, Set<String>> named) {
        String[] parts = row.group(3).split(" · ", 2);
        Set<String> tests = new TreeSet<>(named.getOrDefault(row.group(1), Set.of()));
        CITED.matcher(parts[0]).results().map(MatchResult::group).forEach(tests::add);
        String remark = parts.length > 1 ? " · " + parts[1] : tests.isEmpty() ? parts[0] : "";
        return "| " + row.group(1) + " | " + row.group(2) + " | " + String.join(", ", tests) + remark + " |";
    }

    /** Tests by the numbers at the beginning of their display names. */
    private static Map<String, Set<String>> named(Map<String, String> sources) {
        Map<String, Set<String>> named = new HashMap<>();
        sources.forEach((type, source) -> {
            Matcher name = NAMED.matcher(source);
            while (name.find()) {
                String nested = name.group(3);
                String member = name.group(2) != null ? name.group(2) : type.equals(nested) ? null : nested;
                for (String number : COMMA.splitAsStream(name.group(1)).toList()) {
                    boolean ofTheServer = !number.startsWith("A") && Integer.parseInt(number) <= ITEMS_OF_THE_SERVER;
                    if (!ofTheServer || source.startsWith("package io.ampsync.simulator")) {
                        named.computeIfAbsent(number, _ -> new TreeSet<>())
                                .add("`" + type + (member == null ? "" : "." + member) + "`");
                    }
                }
            }
        });
        return named;
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of("crds", "simulator", "sync-runtime", "demo")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
