package io.ampsync.runtime.encode;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.config.ValueSettings;
import io.ampsync.runtime.config.ValueSettings.Extremes;
import io.ampsync.runtime.config.ValueSettings.NulPolicy;
import io.ampsync.runtime.config.ValueSettings.UInt64As;
import java.util.HashMap;
import java.util.Map;

/**
 * Choices that shape columns and bytes. A row's {@code _id} is a hash of its bytes, so a filled table keeps the settings
 * it was filled with.
 *
 * @param uint64 what a UInt64 column becomes
 * @param uint64Columns exceptions from {@code uint64}, by the column's name in the source
 * @param id the layout of {@code _id}; see {@link TableEncoder}
 */
public record EncodeSettings(
        UInt64As uint64, Map<String, UInt64As> uint64Columns, NulPolicy nul, RowId id, Extremes extremes) {
    public static final EncodeSettings DEFAULT =
            new EncodeSettings(UInt64As.NUMERIC, Map.of(), NulPolicy.REPLACE, RowId.BLOCK_ORDERED, Extremes.REFUSED);

    public EncodeSettings {
        uint64Columns = Map.copyOf(uint64Columns);
    }

    public EncodeSettings withValues(ValueSettings values) {
        return new EncodeSettings(values.uint64(), uint64Columns, values.nul(), values.rowId(), values.extremes());
    }

    public EncodeSettings withUInt64(UInt64As as) {
        return new EncodeSettings(as, uint64Columns, nul, id, extremes);
    }

    public EncodeSettings withUInt64Column(String column, UInt64As as) {
        Map<String, UInt64As> columns = new HashMap<>(uint64Columns);
        columns.put(column, as);
        return new EncodeSettings(uint64, columns, nul, id, extremes);
    }

    public EncodeSettings withNul(NulPolicy policy) {
        return new EncodeSettings(uint64, uint64Columns, policy, id, extremes);
    }

    public EncodeSettings withId(RowId kind) {
        return new EncodeSettings(uint64, uint64Columns, nul, kind, extremes);
    }

    public EncodeSettings withExtremes(Extremes meaning) {
        return new EncodeSettings(uint64, uint64Columns, nul, id, meaning);
    }

    UInt64As uint64Of(String column) {
        return uint64Columns.getOrDefault(column, uint64);
    }
}
