package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.Identifiers;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SideNamesTest {
    @Test
    void aShortNameStaysReadable() {
        assertThat(SideNames.filling("logs")).isEqualTo("_ampsync_new_logs");
        assertThat(SideNames.kept("logs", 2)).isEqualTo("_ampsync_old_2_logs");
        assertThat(Identifiers.tableProblem(SideNames.filling("logs"))).isPresent();
    }

    @Property(tries = 200)
    void noNameIsCutByPostgres(
            @ForAll @StringLength(min = 1, max = 63) String relation, @ForAll @IntRange(min = 1) int nth) {
        for (String name : new String[] {SideNames.filling(relation), SideNames.kept(relation, nth)}) {
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
            assertThat(name).startsWith("_ampsync_");
        }
    }

    @Test
    void longNamesThatBeginAlikeStayApart() {
        String one = "t".repeat(62) + "1";
        String other = "t".repeat(62) + "2";
        assertThat(SideNames.filling(one))
                .isNotEqualTo(SideNames.filling(other))
                .hasSize(63);
        assertThat(SideNames.kept(one, 1)).isNotEqualTo(SideNames.kept(other, 1));
    }
}
