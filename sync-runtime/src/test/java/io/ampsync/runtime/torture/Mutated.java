package io.ampsync.runtime.torture;

import io.ampsync.runtime.postgres.PlantedCommits;
import io.ampsync.runtime.stream.PlantedDecisions;
import java.sql.SQLException;
import java.util.List;

/** The torture inside a class loader of its own, as seen from outside: with types of the JDK only. */
public final class Mutated {
    private Mutated() {}

    /** Plants what is not a rerouted call: a decision by name, or texts of SQL and what takes their place. */
    public static void plant(String decision, List<String> rewrites) {
        if (!decision.isEmpty()) {
            PlantedDecisions.choose(decision);
        }
        for (int i = 0; i < rewrites.size(); i += 2) {
            PlantedCommits.rewrite(rewrites.get(i), rewrites.get(i + 1));
        }
    }

    /** What goes wrong in a history, an empty text if nothing does. */
    public static String play(long seed, int port, String schema) throws SQLException, InterruptedException {
        try (Ground ground = new Ground(port, schema)) {
            History.play(seed, ground);
            return "";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong");
        }
    }
}
