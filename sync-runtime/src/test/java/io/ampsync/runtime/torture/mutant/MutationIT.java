package io.ampsync.runtime.torture.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The torture is worth something only if it fails when the engine is wrong. */
class MutationIT {
    /** When the histories of today are others than those of the day when the seeds were written down. */
    private static final int FURTHER_SEEDS = 60;

    @ParameterizedTest
    @EnumSource
    void isKilled(Mutant mutant) throws Exception {
        Class<?> mutated = new MutantLoader(mutant.reroutes()).loadClass("io.ampsync.runtime.torture.Mutated");
        mutated.getMethod("plant", String.class, List.class).invoke(null, mutant.decides(), mutant.rewrites());
        var play = mutated.getMethod("play", long.class, int.class, String.class);
        int port = PostgresFixture.shared().port();
        String schema = "mutant_"
                + mutant.name()
                        .toLowerCase(Locale.ROOT)
                        .substring(0, Math.min(40, mutant.name().length()));
        String wrong = (String) play.invoke(null, mutant.seed(), port, schema);
        for (long seed = 1; wrong.isEmpty() && seed <= FURTHER_SEEDS; seed++) {
            wrong = (String) play.invoke(null, seed, port, schema);
        }
        System.getLogger("mutants").log(System.Logger.Level.INFO, "{0}: {1}", mutant, wrong);
        assertThat(wrong).isNotEmpty();
    }
}
