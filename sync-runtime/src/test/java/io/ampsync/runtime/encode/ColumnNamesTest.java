package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.runtime.fault.SyncException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of the source as identifiers. */
class ColumnNamesTest {
    @Test
    void namesOfUpTo63BytesStayAsTheyAre() {
        List<String> names = List.of("from", "Mixed Case", "quo\"te", "ß", "x".repeat(63));
        assertThat(ColumnNames.of(names).sequencedValues()).containsExactlyElementsOf(names);
    }

    @Test
    void aLongerNameEndsInItsHash() {
        assertThat(ColumnNames.of(List.of("x".repeat(64))).get("x".repeat(64)))
                .isEqualTo("x".repeat(54) + "_269cb9f6")
                .hasSize(63);
    }

    @Test
    void aCharacterIsNeverCutInTwo() {
        String identifier =
                ColumnNames.of(List.of("a" + "ß".repeat(40))).firstEntry().getValue();
        assertThat(identifier.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
        assertThat(identifier).startsWith("a" + "ß".repeat(26) + "_").doesNotContain("\uFFFD");
    }

    @Test
    void longNamesThatBeginAlikeStayApart() {
        String prefix = "n".repeat(70);
        assertThat(ColumnNames.of(List.of(prefix + "1", prefix + "2")).values()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"_id", "_block_num_start", "_block_num_end", "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
    void aColumnWithTheNameOfASystemColumnGetsASuffix(String name) {
        assertThat(ColumnNames.of(List.of("a", name)).get(name)).matches(name + "_[0-9a-f]{8}");
    }

    @Test
    void aNameDoesNotDependOnTheColumnsBeside() {
        String name = "n".repeat(70);
        assertThat(ColumnNames.of(List.of("a", name, "xmin")).get(name))
                .isEqualTo(ColumnNames.of(List.of(name)).get(name));
    }

    @Test
    void aColumnThatIsNamedAsAnotherOneWouldBeKeepsItsName() {
        String name = "n".repeat(70);
        String taken = ColumnNames.of(List.of(name)).get(name);
        assertThat(ColumnNames.of(List.of(name, taken)).values())
                .doesNotHaveDuplicates()
                .contains(taken);
        assertThat(ColumnNames.of(List.of(name, taken)).get(taken)).isEqualTo(taken);
    }

    @Property
    void identifiersFitAndDiffer(@ForAll Set<@NotBlank @StringLength(max = 90) String> names) {
        Set<String> sources = names.stream().filter(name -> name.indexOf(0) < 0).collect(Collectors.toSet());
        Collection<String> identifiers = ColumnNames.of(sources).values();
        assertThat(identifiers).hasSize(sources.size()).doesNotHaveDuplicates();
        assertThat(identifiers)
                .allSatisfy(name ->
                        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(1, 63));
    }

    @Test
    void twoColumnsOfOneNameAreRefused() {
        assertThatThrownBy(() -> ColumnNames.of(List.of("a", "a"))).hasMessageContaining("\"a\"");
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatThrownBy(() -> ColumnNames.of(List.of(""))).isInstanceOf(SyncException.class);
    }
}
