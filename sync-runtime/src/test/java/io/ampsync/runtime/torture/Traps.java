package io.ampsync.runtime.torture;

import io.ampsync.api.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Triggers by which the server itself refuses a statement of a commit, or the COMMIT, with an error of its own. */
final class Traps {
    /** Table and statement; the last is at the COMMIT. */
    private static final List<String> PLACES = List.of(
            "transfers INSERT",
            "transfers DELETE",
            "_ampsync_ranges INSERT",
            "_ampsync_ranges DELETE",
            "_ampsync_changes INSERT",
            "_ampsync_reorgs INSERT",
            "_ampsync_checkpoints UPDATE",
            "COMMIT");

    /** What a server may say, and which stop that justifies; none where time helps. */
    private static final Map<String, List<Reason>> CODES = Map.ofEntries(
            Map.entry("40001", List.of()),
            Map.entry("40P01", List.of()),
            Map.entry("55P03", List.of()),
            Map.entry("57014", List.of()),
            Map.entry("53100", List.of()),
            Map.entry("53200", List.of()),
            Map.entry("53300", List.of()),
            Map.entry("25006", List.of()),
            Map.entry("58030", List.of()),
            Map.entry("XX000", List.of()),
            Map.entry("57P01", List.of()),
            Map.entry("08006", List.of()),
            Map.entry("23505", List.of(Reason.DATABASE_REFUSED)),
            Map.entry("42501", List.of(Reason.DATABASE_REFUSED)),
            Map.entry("22003", List.of(Reason.VALUE_REFUSED)));

    private static final List<String> SORTED = CODES.keySet().stream().sorted().toList();

    private final Ground ground;
    private boolean set;

    Traps(Ground ground) {
        this.ground = ground;
    }

    /** Lays them, once for all histories in a schema. */
    static String script() {
        StringBuilder script = new StringBuilder("""
                CREATE TABLE {s}.torture_traps (place text, code text);
                CREATE FUNCTION {s}.torture_trap() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE fatal text;
                BEGIN
                  SELECT code INTO fatal FROM {s}.torture_traps WHERE place = TG_ARGV[0];
                  IF FOUND THEN
                    RAISE EXCEPTION 'trapped at %', TG_ARGV[0] USING ERRCODE = fatal;
                  END IF;
                  RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER torture AFTER UPDATE ON {s}._ampsync_checkpoints DEFERRABLE INITIALLY DEFERRED
                  FOR EACH ROW EXECUTE FUNCTION {s}.torture_trap('COMMIT');
                """);
        for (String place : PLACES.subList(0, PLACES.size() - 1)) {
            String[] words = place.split(" ", -1);
            script.append(
                    "CREATE TRIGGER torture_%2$s BEFORE %2$s ON {s}.%1$s EXECUTE FUNCTION {s}.torture_trap('%3$s');"
                            .formatted(words[0], words[1], place));
        }
        return script.toString();
    }

    /** Sets one, and says which stops it justifies. */
    List<Reason> set(SplittableRandom random, History history) throws SQLException {
        if (!ground.isTrapped()) {
            return List.of();
        }
        String place = PLACES.get(random.nextInt(PLACES.size()));
        String code = SORTED.get(random.nextInt(SORTED.size()));
        history.note("  trap " + code + " at " + place);
        history.count("server errors " + code);
        ground.execute("INSERT INTO {s}.torture_traps VALUES ('" + place + "', '" + code + "')");
        set = true;
        return CODES.getOrDefault(code, List.of());
    }

    void clear() throws SQLException {
        if (set) {
            ground.execute("DELETE FROM {s}.torture_traps");
            set = false;
        }
    }
}
