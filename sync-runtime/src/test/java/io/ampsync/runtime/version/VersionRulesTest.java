package io.ampsync.runtime.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.OnVersionChange;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.version.VersionRules.Step;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionRulesTest {
    private static final DatasetRef LATEST = DatasetRef.parse("eth_rpc");
    private static final DatasetRef PINNED = DatasetRef.parse("eth_rpc@1.0.0");
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private static Provenance version(String version, String hash) {
        return new Provenance("_/eth_rpc", version, hash.isEmpty() ? null : hash);
    }

    @ParameterizedTest
    @DisplayName("A27: versions are compared as versions, and never taken downwards")
    @CsvSource({
        "1.0.0, 1.0.0, STAY",
        "1.0.0, 1.0.1, TAKE",
        "0.9.0, 0.10.0, TAKE",
        "0.10.0, 0.9.0, REFUSE_OLDER",
        "1.0.0, 1.0.0-rc.1, REFUSE_OLDER",
        "latest, 1.0.0, TAKE",
    })
    void aLowerVersionIsNeverTakenBySilence(String running, String found, Step expected) {
        assertThat(VersionRules.step(LATEST, version(running, ""), version(found, "")))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("70: a tag that moved to another manifest is another version")
    void aMovedTagIsAVersionChange() {
        assertThat(VersionRules.step(PINNED, version("1.0.0", A), version("1.0.0", B)))
                .isEqualTo(Step.TAKE);
        assertThat(VersionRules.step(LATEST, version("1.0.0", A), version("1.0.0", A)))
                .isEqualTo(Step.STAY);
    }

    @Test
    void devFollowsEveryRegistrationWhateverItsNumber() {
        DatasetRef dev = DatasetRef.parse("eth_rpc@dev");

        assertThat(VersionRules.step(dev, version("dev", B), version("dev", A))).isEqualTo(Step.TAKE);
    }

    @Test
    void aStartGoesOnWithWhatIsStoredAndTheWatchDecidesAboutTheRest() {
        assertThat(VersionRules.start(LATEST, version("1.1.0", B), version("1.0.0", A), OnVersionChange.CONTINUE))
                .isEqualTo(version("1.0.0", A));
        assertThat(VersionRules.start(PINNED, version("1.0.0", B), version("1.0.0", A), OnVersionChange.CONTINUE))
                .isEqualTo(version("1.0.0", A));
    }

    @Test
    void aVersionThatAPersonNamedIsTakenAtOnceEvenALowerOne() {
        assertThat(VersionRules.start(PINNED, version("1.0.0", A), version("1.1.0", B), OnVersionChange.CONTINUE))
                .isEqualTo(version("1.0.0", A));
    }

    @Test
    void whatIsFilledAnewStartsWithWhatIsStoredWhoeverNamedTheOther() {
        assertThat(VersionRules.start(PINNED, version("1.0.0", A), version("1.1.0", B), OnVersionChange.RESYNC))
                .isEqualTo(version("1.1.0", B));
    }

    @ParameterizedTest
    @DisplayName("What the settings alone say of a version tells nothing of its manifest")
    @CsvSource({
        "1.0.0, A, 1.0.0, A, false",
        "1.0.0, A, 1.0.0, B, true",
        "1.0.0, A, 1.1.0, A, false",
        "1.0.0, A, 1.0.0, '', false",
        "1.0.0, '', 1.1.0, '', true",
        "1.0.0, A, A, '', false",
        "A, '', 1.0.0, A, false",
        "latest, '', 1.0.0, A, false",
    })
    void anotherVersionIsWhatIsKnownToBeOne(
            String version, String hash, String otherVersion, String otherHash, boolean expected) {
        Provenance one = version(long64(version), long64(hash));
        Provenance other = version(long64(otherVersion), long64(otherHash));

        assertThat(VersionRules.isOther(one, other)).isEqualTo(expected);
        assertThat(VersionRules.isOther(other, one)).isEqualTo(expected);
    }

    private static String long64(String text) {
        return text.equals("A") ? A : text.equals("B") ? B : text;
    }

    @Test
    void aTableOfNoKnownVersionStartsWithWhatIsThereNow() {
        assertThat(VersionRules.start(LATEST, version("1.1.0", B), null, OnVersionChange.CONTINUE))
                .isEqualTo(version("1.1.0", B));
        assertThat(VersionRules.start(
                        LATEST, version("1.1.0", B), new Provenance("_/other", "2.0.0", A), OnVersionChange.CONTINUE))
                .isEqualTo(version("1.1.0", B));
    }

    @Test
    void theManifestNamesAVersionBestWhereThereIsOne() {
        assertThat(VersionRules.reference(LATEST, version("1.1.0", B)).revision())
                .isEqualTo(B);
        assertThat(VersionRules.reference(LATEST, version("1.1.0", "")).revision())
                .isEqualTo("1.1.0");
    }
}
