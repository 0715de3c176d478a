package io.ampsync.runtime.torture;

/** What a reorg hits, by its last block in common with the chain before. */
final class Reorgs {
    private Reorgs() {}

    static String place(long fork, Look stored, World world) {
        if (fork < world.server.firstBlock) {
            return "of the first block";
        }
        Look.Open open =
                stored.checkpoint() == null ? null : stored.checkpoint().open();
        if (open != null && fork >= open.start() - 1 && fork < open.end()) {
            return "of a split";
        }
        if (stored.journal().isEmpty() || fork >= stored.journal().getLast().end()) {
            return fork < world.sent ? "of an uncommitted group" : "above everything sent";
        }
        if (fork < stored.journal().getFirst().end()) {
            return "of the first range";
        }
        return stored.journal().stream().anyMatch(range -> range.end() == fork) ? "at a boundary" : "inside a range";
    }
}
