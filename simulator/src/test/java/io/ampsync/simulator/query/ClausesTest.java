package io.ampsync.simulator.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.era.Era;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of a query that are Amp's own: SETTINGS, table references, identifiers. */
class ClausesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT * FROM a.b SETTINGS stream = true           | SELECT * FROM a.b             | true
            SELECT * FROM a.b settings STREAM=TRUE;            | SELECT * FROM a.b             | true
            SELECT * FROM a.b SETTINGS stream = 1              | SELECT * FROM a.b             | false
            SELECT * FROM a.b SETTINGS foo = 1                 | SELECT * FROM a.b             | false
            SELECT * FROM a.b SETTINGS foo = 1, stream = true  | SELECT * FROM a.b             | true
            SELECT * FROM a.b SETTINGS stream = false          | SELECT * FROM a.b             | false
            SELECT * FROM a.b;                                 | SELECT * FROM a.b             | false
            SELECT settings FROM a.b                           | SELECT settings FROM a.b      | false
            SELECT 1 SETTINGS stream = true                    | SELECT 1 SETTINGS stream = true | false
            """)
    void settingsAreCutOffAndOnlyStreamTrueMeansAnything(String text, String sql, boolean stream) {
        assertThat(SettingsClause.strip(text)).isEqualTo(new SettingsClause(sql, stream));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            HEAD, _/eth_rpc@1.0.0,       _,    eth_rpc, 1.0.0
            HEAD, eth_rpc,               _,    eth_rpc, latest
            HEAD, edge/eth_rpc,          edge, eth_rpc, latest
            HEAD, edge/eth_rpc@dev,      edge, eth_rpc, dev
            HEAD, Eth_rpc,               -,    -,       -
            HEAD, a/b/c,                 -,    -,       -
            HEAD, eth_rpc@,              -,    -,       -
            S1,   eth_rpc,               _,    eth_rpc, latest
            S1,   eth_rpc__1_0_0,        _,    eth_rpc, 1.0.0
            S2,   eth_rpc__1_2_3-rc_1,   _,    eth_rpc, 1.2.3-rc.1
            S2,   _/eth_rpc@1.0.0,       -,    -,       -
            """)
    void referenceNamesADatasetAndARevisionInTheSpellingOfTheEra(
            Era era, String text, String namespace, String name, String revision) {
        Optional<TableReference> expected = name == null
                ? Optional.empty()
                : Optional.of(new TableReference(new DatasetName(namespace, name), revision));

        assertThat(TableReference.parse(era, text)).isEqualTo(expected);
    }

    @Property
    void quotedIdentifierIsExactAndAnUnquotedOneIsFolded(
            @ForAll @AlphaChars @StringLength(min = 1, max = 12) String name) {
        assertThat(Names.fold(Names.quote(name))).isEqualTo(name);
        assertThat(Names.fold(name)).isLowerCase();
        assertThat(Names.fold(Names.quote(name + "\" x"))).isEqualTo(name + "\" x");
    }
}
