package io.ampsync.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecognitionTest {
    private static final OldTable SEED =
            new OldTable("blocks", List.of("_id", "_block_num_start", "_block_num_end", "hash"), List.of("_id"));

    private static SchemaCatalog catalog(
            OldTable table, Set<String> owned, CheckpointTable kind, OldCheckpoint... checkpoints) {
        return new SchemaCatalog(List.of(table), owned, kind, List.of(checkpoints), List.of(), List.of());
    }

    @ParameterizedTest
    @EnumSource(CheckpointTable.class)
    void ourOwnTablesAreNobodysElse(CheckpointTable kind) {
        assertThat(Recognition.of(catalog(SEED, Set.of("blocks"), kind))).isEmpty();
    }

    @Test
    void aTableWithTheSeedsColumnsAndAnotherKeyIsNotTheSeeds() {
        OldTable keyed = new OldTable("blocks", SEED.columns(), List.of("_id", "hash"));

        assertThat(Recognition.of(catalog(keyed, Set.of(), CheckpointTable.SEED)))
                .isEmpty();
    }

    @Test
    void aWatermarkWithoutHashIsNone() {
        assertThat(Recognition.of(catalog(
                        SEED, Set.of(), CheckpointTable.OURS, new OldCheckpoint("blocks", "mainnet", 5L, 4L, null))))
                .containsExactly(new Found.Seed("blocks", new SeedProgress.UnusableHash("mainnet", 4, 0)));
    }

    @Test
    void checkpointsOfOtherTablesDoNotCount() {
        assertThat(Recognition.of(catalog(
                        SEED,
                        Set.of(),
                        CheckpointTable.SEED,
                        new OldCheckpoint("logs", "mainnet", 5L, 4L, "00".repeat(32)))))
                .containsExactly(new Found.Seed("blocks", new SeedProgress.None()));
    }
}
