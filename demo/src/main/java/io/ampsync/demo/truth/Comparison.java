package io.ampsync.demo.truth;

import java.util.List;

/**
 * A table against the chain.
 *
 * @param missing canonical rows that are not stored
 * @param extra stored rows that are not canonical, duplicates included
 * @param examples the first few differences, readable
 */
public record Comparison(String table, long rows, long missing, long extra, List<String> examples) {
    public Comparison {
        examples = List.copyOf(examples);
    }

    public boolean equal() {
        return missing == 0 && extra == 0;
    }

    @Override
    public String toString() {
        return table + ": " + rows + " rows, " + missing + " missing, " + extra + " extra"
                + (examples.isEmpty() ? "" : " " + examples);
    }
}
