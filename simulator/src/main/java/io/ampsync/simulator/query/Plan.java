package io.ampsync.simulator.query;

import io.ampsync.simulator.chain.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A query whose names are resolved.
 *
 * @param sources the tables; none for a query of literals
 * @param streamClause whether {@code SETTINGS stream = true} was there
 * @param bounds blocks that can have rows in the result
 * @param filter what else must hold for a row; {@link RowFilter#ALL} when the bounds say everything
 * @param nonIncremental the first operation that cannot be streamed, as the server names it
 */
public record Plan(
        List<Source> sources,
        List<Output> outputs,
        boolean streamClause,
        BlockBounds bounds,
        RowFilter filter,
        Optional<String> nonIncremental,
        Paging paging) {

    /** Order and limit of a batch query; rows can be ordered by block number only. */
    public record Paging(boolean descending, OptionalLong limit) {
        static final Paging NONE = new Paging(false, OptionalLong.empty());
    }

    /** Of the result. */
    public Schema schema() {
        return new Schema(outputs.stream().map(Output::field).toList());
    }

    /** The same rows with every column of the first table. */
    public Plan allColumns() {
        return new Plan(sources, new Scope(sources).all(), streamClause, bounds, filter, nonIncremental, paging);
    }

    /** The same rows with the block number before everything else, unless it is there. */
    public Plan withBlockNumber() {
        if (outputs.stream().anyMatch(output -> output.field().getName().equals(TableDefinition.BLOCK_NUM))) {
            return this;
        }
        List<Output> more = new ArrayList<>(outputs);
        more.addFirst(new Output.BlockNumber(DerivedDataset.withBlockNumber(new Schema(List.of()))
                .getFields()
                .getFirst()));
        return new Plan(sources, more, streamClause, bounds, filter, nonIncremental, paging);
    }

    /** Whether every row is one of a single table, or some of its columns: what another query can read. */
    boolean isSelectionOfOneTable() {
        return sources.size() == 1
                && outputs.stream()
                        .allMatch(output -> output instanceof Output.Column || output instanceof Output.BlockNumber);
    }

    public boolean aggregates() {
        return outputs.stream().anyMatch(Output.Aggregate.class::isInstance);
    }

    public boolean callsBlockNumber() {
        return outputs.stream().anyMatch(Output.BlockNumber.class::isInstance);
    }
}
