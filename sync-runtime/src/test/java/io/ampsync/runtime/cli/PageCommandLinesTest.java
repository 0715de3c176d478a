package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.Pages;
import io.ampsync.runtime.Pages.Block;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.simulator.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every command line of ours that a page names is understood by the program, and every kubectl line fits our resource. */
class PageCommandLinesTest {
    private static final Pattern INLINE = Pattern.compile("`((?:bin/)?(?:ampsync|amp-simulator|kubectl) [^`…]+)`");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
    private static final Pattern SETTING = Pattern.compile("[A-Z][A-Z0-9_]*=.*");
    private static final Pattern REDIRECTION = Pattern.compile("\\d?>.*");
    /** What ends a command, or begins a comment. */
    private static final Pattern END = Pattern.compile("[|&;]+|#.*");

    /** A command of a page; {@code complete} if a person is told to type it, else it is only mentioned. */
    private record Line(String page, String program, List<String> arguments, boolean complete) {
        @Override
        public String toString() {
            return page + ": " + program + " " + String.join(" ", arguments);
        }
    }

    private static final List<Line> LINES = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        List<Path> pages = new ArrayList<>(Pages.all());
        pages.addAll(Pages.in(Pages.ROOT.resolve("examples")));
        pages.add(Pages.ROOT.resolve("README.md"));
        for (Block block : Pages.blocks(pages)) {
            block.text().lines().forEach(line -> add(block.page(), line, true));
        }
        for (Path page : pages) {
            INLINE.matcher(Files.readString(page))
                    .results()
                    .forEach(match -> add(page.getFileName().toString(), match.group(1), false));
        }
    }

    private static void add(String page, String text, boolean complete) {
        List<String> words = new ArrayList<>();
        List<String> all = WORD.matcher(text).results().map(MatchResult::group).toList();
        for (String word : all) {
            if (END.matcher(word).matches()) {
                break;
            }
            if (!REDIRECTION.matcher(word).matches() && !word.equals("$")) {
                words.add(word.replaceAll("['\"](?=\\{)|(?<=\\})['\"]", ""));
            }
        }
        while (!words.isEmpty() && SETTING.matcher(words.getFirst()).matches()) {
            words.removeFirst();
        }
        if (words.size() > 3 && words.getFirst().equals("taskset")) {
            words.subList(0, 3).clear();
        }
        if (!words.isEmpty()) {
            String program = words.removeFirst().replaceFirst("^bin/", "");
            LINES.add(new Line(page, program, words, complete));
        }
    }

    private static List<Line> of(String program) {
        return LINES.stream().filter(line -> line.program().equals(program)).toList();
    }

    private static List<String> refused(List<Line> lines, CommandLine commands) {
        List<String> wrong = new ArrayList<>();
        for (Line line : lines) {
            try {
                commands.parseArgs(line.arguments().toArray(String[]::new));
            } catch (MissingParameterException e) {
                if (line.complete()) {
                    wrong.add(line + ": " + e.getMessage());
                }
            } catch (ParameterException e) {
                wrong.add(line + ": " + e.getMessage());
            }
        }
        return wrong;
    }

    @Test
    void ampsyncUnderstandsEveryLine() {
        // The demo is a command of another module.
        List<Line> lines = of("ampsync").stream()
                .filter(line -> !line.arguments().contains("demo"))
                .toList();

        assertThat(lines).filteredOn(Line::complete).hasSizeGreaterThan(15);
        assertThat(refused(lines, Ampsync.commandLine(new StopSignal()))).isEmpty();
    }

    @Test
    void theSimulatorUnderstandsEveryLine() {
        List<Line> lines = of("amp-simulator");

        assertThat(lines).hasSizeGreaterThan(4);
        assertThat(refused(lines, new CommandLine(Main.class).setCaseInsensitiveEnumValuesAllowed(true)))
                .isEmpty();
    }

    @Test
    void everyKubectlLineFitsTheResource() throws IOException {
        List<Line> lines = of("kubectl");
        Kubectl kubectl = new Kubectl();
        List<String> wrong = new ArrayList<>();
        for (Line line : lines) {
            kubectl.findings(line.arguments()).forEach(finding -> wrong.add(line + ": " + finding));
        }
        assertThat(lines).hasSizeGreaterThan(12);
        assertThat(wrong).isEmpty();
        assertThat(kubectl.findings(List.of("get", "ampsink"))).hasSize(1);
        assertThat(kubectl.findings(List.of("wait", "--for=condition=Redy", "ampsync/x")))
                .hasSize(1);
        assertThat(kubectl.findings(List.of("get", "ams", "-o", "jsonpath={.status.checkpoint.lowest}")))
                .hasSize(1);
    }
}
