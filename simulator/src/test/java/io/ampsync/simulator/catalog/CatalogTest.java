package io.ampsync.simulator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.SyntheticLedger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final DatasetName NAME = DatasetName.of("eth_rpc");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final SyntheticChain chain = new SyntheticChain(SyntheticChain.Shape.DEFAULT);
    private final SyntheticLedger ledger =
            new SyntheticLedger("anvil", chain, Era.HEAD, SyntheticLedger.Density.DEFAULT, List.of());
    private final Catalog catalog = new Catalog(now::get);

    private Manifest manifest(long startBlock) {
        return new Manifest("evm-rpc", startBlock, ledger.tables(), ledger);
    }

    private String version(String revision) {
        return catalog.resolve(NAME, revision).orElseThrow().version();
    }

    @Test
    void latestGoesToTheHighestVersionAndDevToTheNewest() {
        catalog.publish(NAME, "1.9.0", manifest(0));
        catalog.publish(NAME, "1.10.0", manifest(1));
        catalog.publish(NAME, "1.10.0-rc.1", manifest(2));

        assertThat(version("latest")).isEqualTo("1.10.0");
        assertThat(version("dev")).isEqualTo("1.10.0-rc.1");
        assertThat(version(manifest(1).hash())).isEqualTo("1.10.0");
        assertThat(catalog.resolve(NAME, "2.0.0")).isEmpty();
    }

    @Test
    void latestCanBeMovedToAnyVersion() {
        catalog.publish(NAME, "1.0.0", manifest(0));
        catalog.publish(NAME, "2.0.0", manifest(1));
        catalog.moveLatest(NAME, "1.0.0");

        assertThat(version("latest")).isEqualTo("1.0.0");
    }

    @Test
    void versionMovesToANewManifestAndKeepsItsBirthday() {
        catalog.publish(NAME, "1.0.0", manifest(0));
        now.set(Instant.EPOCH.plusSeconds(60));
        PublishedVersion moved = catalog.register(NAME, "1.0.0", manifest(7));

        assertThat(moved.manifest().startBlock()).isEqualTo(7);
        assertThat(moved.deployed()).isFalse();
        assertThat(moved.createdAt()).isEqualTo(Instant.EPOCH);
        assertThat(moved.updatedAt()).isEqualTo(Instant.EPOCH.plusSeconds(60));
    }

    @Property
    void hiddenDatasetIsUnknownForExactlyAsManyQuestions(@ForAll @IntRange(max = 5) int polls) {
        catalog.publish(NAME, "1.0.0", manifest(0));
        catalog.hide(NAME, polls);

        for (int i = 0; i < polls; i++) {
            assertThat(catalog.names()).isEmpty();
            assertThat(
                            i % 2 == 0
                                    ? catalog.resolve(NAME, "latest").isEmpty()
                                    : catalog.versions(NAME).isEmpty())
                    .isTrue();
        }
        assertThat(version("latest")).isEqualTo("1.0.0");
        assertThat(catalog.names()).containsExactly(NAME);
    }

    @Test
    void mistakesNameWhatIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.moveLatest(NAME, "1.0.0"))
                .withMessageContaining("_/eth_rpc");
        catalog.publish(NAME, "1.0.0", manifest(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.deploy(NAME, "3.0.0", true))
                .withMessageContaining("3.0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog.register(NAME, "three", manifest(0)))
                .withMessageContaining("three");
    }

    @Test
    void followingLedgerStaysWhereItWasStoppedUntilItGoesOn() {
        FollowingLedger following = new FollowingLedger(ledger).empty();
        AtomicInteger heard = new AtomicInteger();
        chain.advance(5);
        assertThat(following.view().head()).isEmpty();
        assertThat(following.view().first()).isEmpty();
        assertThat(following.view().block(0)).isEmpty();

        try (Ledger.Subscription _ = following.onChange(heard::incrementAndGet)) {
            following.go();
            assertThat(following.view().head()).hasValue(4);
            following.stop();
            chain.advance(1);
            chain.reorg(3, 5);
            assertThat(following.view().head()).hasValue(4);
            following.go();
        }
        chain.advance(1);

        assertThat(following.view().head()).isEqualTo(ledger.view().head());
        assertThat(heard).as("two goes and two changes of the base").hasValue(4);
    }
}
