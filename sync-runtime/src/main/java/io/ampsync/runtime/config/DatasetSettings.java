package io.ampsync.runtime.config;

import java.time.Duration;
import java.util.List;

/**
 * What to sync.
 *
 * @param reference as asked; a floating revision is followed
 * @param tables empty for all tables of the dataset
 * @param versionPoll pause between two looks for a new version
 * @param onVersionChange what becomes of the data when it finds one
 * @param publicationPollLimit longest pause while waiting for the first publication
 */
public record DatasetSettings(
        DatasetRef reference,
        List<String> tables,
        Duration versionPoll,
        OnVersionChange onVersionChange,
        Duration publicationPollLimit) {
    public DatasetSettings {
        tables = List.copyOf(tables);
    }
}
