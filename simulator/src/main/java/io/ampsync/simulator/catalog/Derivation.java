package io.ampsync.simulator.catalog;

import java.util.Map;
import java.util.TreeMap;

/**
 * How the tables of a derived dataset come from others.
 *
 * @param dependencies references such as {@code _/anvil_rpc@1.0.0}, by the alias that the SQL uses
 * @param tables SQL by table
 */
public record Derivation(Map<String, String> dependencies, Map<String, Sql> tables) {
    /**
     * A SELECT.
     *
     * @param declared as it was written
     * @param resolved with references in place of aliases
     */
    public record Sql(String declared, String resolved) {}

    static final Derivation NONE = new Derivation(Map.of(), Map.of());

    public Derivation {
        dependencies = new TreeMap<>(dependencies);
        tables = new TreeMap<>(tables);
    }
}
