package io.ampsync.runtime.plan;

import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.DdlPreview.TablePreview;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What would become of one table.
 *
 * @param head the source's newest block
 * @param problem why the source would not stream it, or empty
 */
public record TablePlan(String name, TablePreview preview, OptionalLong head, Optional<Sample> sample, String problem) {
    /** A tuple's header, its line pointer, and its line in the index of {@code _id}. */
    private static final long PER_ROW = 24 + 4 + 28;

    /** True if the sync would not fill it. */
    public boolean refused() {
        return !problem.isEmpty() || !preview.refusal().isEmpty();
    }

    /** Blocks between the checkpoint and the head. */
    public long blocks() {
        Cursor checkpoint = preview.checkpoint();
        return head.isEmpty() ? 0 : Math.max(0, head.getAsLong() - (checkpoint == null ? -1 : checkpoint.number()));
    }

    /** As many per block as in the sample. */
    public OptionalLong rows() {
        return scaled(of -> of.rows());
    }

    /** What these rows take on the database's disk, with the index of {@code _id}. */
    public OptionalLong disk() {
        return scaled(of -> of.bytes() + of.rows() * PER_ROW);
    }

    /** At the sample's rate, which is what the source and this machine can do; the database may be slower. */
    public Optional<Duration> time() {
        OptionalLong nanos = scaled(Sample::nanos);
        return nanos.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(nanos.getAsLong()));
    }

    private interface Part {
        long of(Sample sample);
    }

    private OptionalLong scaled(Part part) {
        return sample.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        Math.round((double) part.of(sample.get()) / sample.get().blocks() * blocks()));
    }
}
