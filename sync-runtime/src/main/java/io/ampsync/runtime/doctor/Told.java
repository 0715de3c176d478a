package io.ampsync.runtime.doctor;

import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import java.util.List;

/**
 * What the Admin API knows of the dataset, or what the settings say in its place.
 *
 * @param published true if a server has confirmed that the dataset is there
 */
record Told(Era era, DatasetRef pinned, List<String> tables, boolean published) {
    Told {
        tables = List.copyOf(tables);
    }
}
