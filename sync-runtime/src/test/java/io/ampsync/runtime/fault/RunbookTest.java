package io.ampsync.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.ampsync.api.Reason;
import io.ampsync.runtime.GeneratedPage;
import io.ampsync.runtime.Produces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/runbook}: a page for every reason, and a test that produces it. */
class RunbookTest {
    private static final Path PAGES = Path.of(System.getProperty("basedir", "."), "..", "docs", "runbook");

    @ParameterizedTest
    @EnumSource
    void everyReasonHasAPageThatSaysWhatThePersonCanDo(Reason reason) throws IOException {
        String next = reason.needsPerson()
                ? "Nothing: the table stands still until a person has helped and the process is started again"
                        + " (`ampsync run --serve` looks again by itself). The other tables go on."
                : reason.isWaiting()
                        ? "It is waited for without limit; no retry is used up."
                        : "It is tried again, less and less often, without limit unless"
                                + " `AMPSYNC_RETRY_MAX_RETRIES` sets one ([resilience](../resilience.md)).";
        new GeneratedPage("runbook/" + reason.label() + ".md")
                .holds("""

                | | |
                |---|---|
                | What happened | %s |
                | Stored data | %s |
                | What happens next by itself | %s |
                | In short | %s |

                """.formatted(Causes.cause(reason), reason.effect(), next, reason.nextStep()));
        String page = Files.readString(PAGES.resolve(reason.label() + ".md"));
        assertThat(page).startsWith("# " + reason.label() + "\n");
        String advice = page.substring(page.indexOf("## What you can do"));
        assertThat(advice).as("a command or a query to copy").contains("\n```");
        assertThat(advice.length()).isGreaterThan(150);
    }

    @Test
    void noPageIsOfAReasonThatDoesNotExist() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(Reason.values()).map(Reason::label).toList());
        }
    }

    @Test
    void everyReasonIsProducedByATest() {
        Set<Reason> produced = EnumSet.noneOf(Reason.class);
        for (JavaClass type : new ClassFileImporter().importPackages("io.ampsync.runtime")) {
            type.getMethods().stream()
                    .filter(method -> method.isAnnotatedWith(Produces.class))
                    .forEach(method -> produced.addAll(Arrays.asList(
                            method.getAnnotationOfType(Produces.class).value())));
        }
        assertThat(produced).containsExactlyInAnyOrder(Reason.values());
    }
}
