package io.ampsync.runtime.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The first histories of {@code make torture}, and those that ever went wrong. */
class TortureIT {
    private static final long HISTORIES = 200;

    @Test
    @DisplayName("57: whatever happens, everything stored is exact after every commit, and the table becomes the chain")
    void everyHistoryEndsRight() throws Exception {
        Run run = new Run(LongStream.rangeClosed(1, HISTORIES).toArray());
        List<String> failures = new CopyOnWriteArrayList<>();

        run.play(failure -> failures.add(failure.error().getMessage()));

        assertThat(failures).isEmpty();
        assertThat(run.seen())
                .containsKeys("faults KILL", "faults KILL_SENDING", "faults KILL_RECEIVING", "faults LOSE_ANSWER")
                .containsKeys("faults CUT", "faults CUT_SENDING", "faults CUT_RECEIVING", "faults TERMINATE")
                .containsKeys("faults TAKEOVER", "faults FAILOVER", "faults OUT_OF_MEMORY", "faults SERVER_ERROR")
                .containsKeys("failed Fenced", "failed CommitUncertain", "failed SourceGap", "failed MetadataInvalid")
                .containsKeys("kills", "reorgs", "restores", "thinned")
                .containsKeys(named());
    }

    /** What the page says that histories contain. */
    private static String[] named() throws IOException {
        String page = Files.readString(Pages.DOCS.resolve("torture.md"));
        List<String> names = Pattern.compile("(?m)^\\| .* \\| (`.*`) \\|$")
                .matcher(page.substring(
                        page.indexOf("## What a history contains"), page.indexOf("## PostgreSQL's bad days")))
                .results()
                .flatMap(line -> Arrays.stream(line.group(1).replace("`", "").split(", ", -1)))
                .toList();
        assertThat(names).hasSizeGreaterThan(30);
        return names.toArray(String[]::new);
    }

    @Test
    void noHistoryThatOnceWentWrongGoesWrongAgain() throws InterruptedException, IOException {
        List<String> failures = new CopyOnWriteArrayList<>();

        new Run(known()).play(failure -> failures.add(failure.error().getMessage()));

        assertThat(failures).isEmpty();
    }

    /** The numbers at the beginning of the lines. */
    private static long[] known() throws IOException {
        try (InputStream file = Objects.requireNonNull(TortureIT.class.getResourceAsStream("/torture-seeds.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .mapToLong(line -> Long.parseLong(line.split(" ", 2)[0]))
                    .toArray();
        }
    }
}
