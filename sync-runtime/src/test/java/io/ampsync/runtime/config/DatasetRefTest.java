package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.runtime.fault.SyncException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetRefTest {
    private static final String HASH = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

    @ParameterizedTest
    @CsvSource({
        "eth_rpc,                   _,    eth_rpc, latest",
        "eth_rpc@1.0.0,             _,    eth_rpc, 1.0.0",
        "_/eth_rpc,                 _,    eth_rpc, latest",
        "edge/eth_rpc@dev,          edge, eth_rpc, dev",
        "7up/_x@0.2.0-LTcyNjgz,     7up,  _x,      0.2.0-LTcyNjgz",
        "a/b@" + HASH + ",          a,    b,       " + HASH,
    })
    void everySpellingIsRead(String text, String namespace, String name, String revision) {
        assertThat(DatasetRef.parse(text)).isEqualTo(new DatasetRef(namespace, name, revision));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Eth",
                "1eth",
                "a/b/c",
                "a@",
                "a@b@c",
                "/a",
                "A/b",
                "a@1.0",
                "a@main",
                "a@" + HASH + "0",
                "a b"
            })
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatasetRef.parse(text));
    }

    @Test
    void onlyTagsFloatAndOnlyHashesAreForever() {
        assertThat(DatasetRef.parse("a").isFloating()).isTrue();
        assertThat(DatasetRef.parse("a@dev").isFloating()).isTrue();
        assertThat(DatasetRef.parse("a@1.0.0").isFloating()).isFalse();
        assertThat(DatasetRef.parse("a@1.0.0").isManifestHash()).isFalse();
        assertThat(DatasetRef.parse("a@" + HASH).isManifestHash()).isTrue();
    }

    @Nested
    class OnHead {
        @Test
        void theReferenceIsOneQuotedSchema() {
            assertThat(DatasetRef.parse("eth_rpc@1.0.0").select(Era.HEAD, "blocks"))
                    .isEqualTo("SELECT * FROM \"_/eth_rpc@1.0.0\".blocks");
        }

        @Test
        void tableNamesThatWouldFoldAreQuoted() {
            assertThat(DatasetRef.parse("eth_rpc").tableReference(Era.HEAD, "Mixed$1"))
                    .isEqualTo("\"_/eth_rpc@latest\".\"Mixed$1\"");
        }
    }

    @Nested
    class InTheSeedEras {
        @ParameterizedTest
        @CsvSource({
            "eth_rpc,               eth_rpc.blocks",
            "eth_rpc@1.0.0,         eth_rpc__1_0_0.blocks",
            "eth_rpc@1.0.0-rc.1,    '\"eth_rpc__1_0_0-rc_1\".blocks'",
            "a__b@1.20.3,           a__b__1_20_3.blocks",
        })
        void theVersionIsASuffixOfTheName(String dataset, String reference) {
            assertThat(DatasetRef.parse(dataset).tableReference(Era.S1, "blocks"))
                    .isEqualTo(reference);
            assertThat(DatasetRef.parse(dataset).tableReference(Era.S2, "blocks"))
                    .isEqualTo(reference);
        }

        @ParameterizedTest
        @ValueSource(strings = {"edge/eth_rpc@1.0.0", "eth_rpc@dev", "eth_rpc@" + HASH, "a__b"})
        void whatTheyCannotSpellIsRefused(String dataset) {
            assertThatThrownBy(() -> DatasetRef.parse(dataset).select(Era.S1, "blocks"))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining(DatasetRef.parse(dataset).toString());
        }
    }
}
