package io.ampsync.runtime.torture.mutant;

import static io.ampsync.runtime.GeneratedPage.row;

import io.ampsync.runtime.GeneratedPage;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TorturePageTest {
    @Test
    void thePageHasEveryPlantedBugAndItsSeed() throws Exception {
        StringBuilder table = new StringBuilder("\n");
        table.append(row("Bug", "Planted into", "Seed")).append("|---|---|---|\n");
        for (Mutant mutant : Mutant.values()) {
            table.append(row(
                    mutant.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    place(mutant),
                    Long.toString(mutant.seed())));
        }
        new GeneratedPage("torture.md").holds(table.append('\n').toString());
    }

    private static String place(Mutant mutant) {
        if (!mutant.rewrites().isEmpty()) {
            return "SQL: `" + mutant.rewrites().getFirst().lines().findFirst().orElse("") + "`";
        }
        return mutant.reroutes().stream()
                .map(reroute -> "`" + reroute.call().replaceFirst("^org\\.postgresql\\.core\\.", "") + "`")
                .collect(Collectors.joining(", "));
    }
}
