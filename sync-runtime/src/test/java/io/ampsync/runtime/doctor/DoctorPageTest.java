package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.GeneratedPage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DoctorPageTest {
    @Test
    void thePageHasEveryCheckWithItsFix() throws Exception {
        StringBuilder page = new StringBuilder();
        for (Check check : Check.values()) {
            page.append("\n### ").append(check.label()).append("\n\n");
            page.append(check.severity() == Severity.PROBLEM ? "Problem. " : "Warning. ")
                    .append(check.meaning())
                    .append(" Fix: ")
                    .append(check.fix().replace("<", "&lt;"))
                    .append('\n');
        }
        new GeneratedPage("doctor.md").holds(page.append('\n').toString());
    }

    @Test
    void thereAreMoreThanTwentyFiveAndNoTwoShareAName() {
        assertThat(Arrays.stream(Check.values()).map(Check::label))
                .hasSizeGreaterThan(25)
                .doesNotHaveDuplicates();
    }
}
