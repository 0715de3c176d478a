package io.ampsync.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What to sync.
 *
 * @param reference as asked; a floating revision is followed
 * @param tables empty for all tables of the dataset
 * @param selections by the upper-case name of a table; the others are wanted whole
 * @param versionPoll pause between two looks for a new version
 * @param onVersionChange what becomes of the data when it finds one
 * @param publicationPollLimit longest pause while waiting for the first publication
 */
public record DatasetSettings(
        DatasetRef reference,
        List<String> tables,
        Map<String, TableSelection> selections,
        Duration versionPoll,
        OnVersionChange onVersionChange,
        Duration publicationPollLimit) {
    public DatasetSettings {
        tables = List.copyOf(tables);
        selections = Map.copyOf(selections);
    }

    /** What is wanted of a table. */
    public TableSelection selection(String table) {
        return selections.getOrDefault(table.toUpperCase(Locale.ROOT), TableSelection.ALL);
    }

    /** Selections of tables that are not among these: a typo that would store rows that nobody wants. */
    public List<String> selectionsOfOthers(List<String> known) {
        List<String> names =
                known.stream().map(table -> table.toUpperCase(Locale.ROOT)).toList();
        return selections.keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .toList();
    }
}
