package io.ampsync.runtime.adopt;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells whose a table is by its columns, and how far it is by what lies beside it. */
final class Recognition {
    private static final int HASH_DIGITS = 64;

    private Recognition() {}

    /** The tables of predecessors that no sync of ours has. */
    static List<Found> of(SchemaCatalog catalog) {
        return catalog.tables().stream()
                .filter(table -> !catalog.owned().contains(table.name()))
                .flatMap(table -> of(table, catalog).stream())
                .toList();
    }

    private static Optional<Found> of(OldTable table, SchemaCatalog catalog) {
        String name = table.name();
        if (table.has("_id", "_block_num_start", "_block_num_end")
                && table.key().equals(List.of("_id"))) {
            return Optional.of(new Found.Seed(name, progress(name, catalog)));
        }
        if (table.has("_tx_id", "_row_index")) {
            return Optional.of(new Found.Transactional(
                    name,
                    catalog.streams().stream()
                            .filter(stream -> stream.table().equals(name))
                            .toList()));
        }
        if (table.has("_meta_block_ranges")) {
            return Optional.of(new Found.PythonRanges(name));
        }
        return table.has("_amp_batch_id") ? Optional.of(new Found.PythonBatches(name)) : Optional.empty();
    }

    private static SeedProgress progress(String table, SchemaCatalog catalog) {
        return switch (catalog.checkpointTable()) {
            case ABSENT -> new SeedProgress.Lost(catalog.backups());
            case BEFORE_NETWORKS ->
                new SeedProgress.Lost(
                        Stream.concat(Stream.of("_ampsync_checkpoints without networks"), catalog.backups().stream())
                                .toList());
            case SEED, OURS ->
                progress(catalog.checkpoints().stream()
                        .filter(row -> row.table().equals(table))
                        .toList());
        };
    }

    private static SeedProgress progress(List<OldCheckpoint> rows) {
        if (rows.isEmpty()) {
            return new SeedProgress.None();
        }
        if (rows.size() > 1) {
            return new SeedProgress.SeveralNetworks(
                    rows.stream().map(OldCheckpoint::network).toList());
        }
        OldCheckpoint row = rows.getFirst();
        Long number = row.watermark();
        String hash = row.hash();
        if (number != null) {
            return hash != null && hash.length() == HASH_DIGITS && number >= 0
                    ? new SeedProgress.Watermark(
                            row.network(), new Cursor(number, BlockHash.parse(hash)), row.incremental())
                    : new SeedProgress.UnusableHash(row.network(), number, hash == null ? 0 : hash.length() / 2);
        }
        Long incremental = row.incremental();
        return incremental == null
                ? new SeedProgress.None()
                : new SeedProgress.OnlyIncremental(row.network(), incremental);
    }
}
