package io.ampsync.runtime.fault;

import static io.ampsync.runtime.GeneratedPage.row;

import io.ampsync.api.Reason;
import io.ampsync.runtime.GeneratedPage;
import org.junit.jupiter.api.Test;

class TroubleshootingPageTest {
    @Test
    void thePageHasEveryReasonAsTheProgramPrintsIt() throws Exception {
        StringBuilder table = new StringBuilder("\n");
        table.append(row("Reason", "What happened", "Stored data", "Next step")).append("|---|---|---|---|\n");
        for (Reason reason : Reason.values()) {
            String label = "[`" + reason.label() + "`](runbook/" + reason.label() + ".md)"
                    + (reason.needsPerson() ? " ✋" : "");
            table.append(row(label, Causes.cause(reason), reason.effect(), reason.nextStep()));
        }
        new GeneratedPage("troubleshooting.md").holds(table.append('\n').toString());
    }
}
