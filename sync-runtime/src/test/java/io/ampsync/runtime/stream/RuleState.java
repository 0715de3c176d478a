package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;

/** A table and a connection between two decisions. {@code generation} makes the hashes of new blocks differ. */
record RuleState(Journal journal, Connection connection, int generation) {
    static final RuleSettings SETTINGS = new RuleSettings(10);

    /** 5..9, 10..12, 13, 14..20 on fork a, and a connection that follows the checkpoint. */
    static RuleState ordinary() {
        return of(Blocks.journal(5, 9, 12, 13, 20), Memory.FRESH);
    }

    static RuleState of(Journal journal, Memory memory) {
        return new RuleState(journal, ReorgRules.open(journal, memory, SETTINGS).connection(), 0);
    }

    static RuleState before(RuleCase first) {
        return first == RuleCase.ROW_1_NO_CHECKPOINT ? of(Journal.empty(), Memory.FRESH) : ordinary();
    }

    Cursor checkpoint() {
        return journal.last().boundary();
    }

    Step decide(BlockRange incoming) {
        return ReorgRules.decide(connection, journal, incoming);
    }

    /** What the runtime does with the decision. */
    RuleState after(BlockRange incoming, Step step) {
        Decision decision = step.decision();
        return switch (decision) {
            case Decision.Forward _ -> next(journal.append(Blocks.entry(incoming)), incoming, step);
            case Decision.Replace replace ->
                next(journal.cutFrom(replace.cutFrom()).append(Blocks.entry(incoming)), incoming, step);
            case Decision.Redelivery _ -> next(journal, incoming, step);
            case Decision.Reconnect reconnect -> reopened(reconnect.memory());
            case Decision.Refuse _ -> reopened(step.next().memory());
        };
    }

    private RuleState next(Journal after, BlockRange incoming, Step step) {
        return new RuleState(after, step.next().completed(incoming, step.decision()), generation + 1);
    }

    RuleState reopened(Memory memory) {
        return new RuleState(journal, ReorgRules.open(journal, memory, SETTINGS).connection(), generation + 1);
    }

    /** The decision's name with what distinguishes it. */
    static String name(Decision decision) {
        return switch (decision) {
            case Decision.Forward _, Decision.Redelivery _ ->
                decision.getClass().getSimpleName();
            case Decision.Replace replace -> "Replace " + replace.kind();
            case Decision.Reconnect reconnect ->
                "Reconnect " + reconnect.memory().ask().getClass().getSimpleName();
            case Decision.Refuse refuse -> "Refuse " + refuse.reason();
        };
    }
}
