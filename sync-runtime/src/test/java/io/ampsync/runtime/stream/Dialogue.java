package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

/** A table that hears microbatches one after another and does what is decided, reconnecting included. */
final class Dialogue {
    private final RuleSettings settings;
    private Journal journal;
    private Opening opening;
    private Connection connection;

    Dialogue(Journal journal, RuleSettings settings) {
        this.journal = journal;
        this.settings = settings;
        this.opening = ReorgRules.open(journal, Memory.FRESH, settings);
        this.connection = opening.connection();
    }

    Decision hear(BlockRange incoming) {
        Step step = ReorgRules.decide(connection, journal, incoming);
        connection = step.next();
        switch (step.decision()) {
            case Decision.Forward _ -> journal = journal.append(Blocks.entry(incoming));
            case Decision.Replace replace ->
                journal = journal.cutFrom(replace.cutFrom()).append(Blocks.entry(incoming));
            case Decision.Redelivery _ -> {}
            case Decision.Reconnect _, Decision.Refuse _ -> {
                reopen();
                return step.decision();
            }
        }
        connection = connection.completed(incoming, step.decision());
        return step.decision();
    }

    Reason refusal(BlockRange incoming) {
        Decision decision = hear(incoming);
        assertThat(decision).isInstanceOf(Decision.Refuse.class);
        return ((Decision.Refuse) decision).reason();
    }

    void reopen() {
        opening = ReorgRules.open(journal, connection.memory(), settings);
        connection = opening.connection();
    }

    /** With a process that remembers nothing. */
    void restart() {
        opening = ReorgRules.open(journal, Memory.FRESH, settings);
        connection = opening.connection();
    }

    Optional<Cursor> cursor() {
        return opening.cursor();
    }

    Connection connection() {
        return connection;
    }

    Journal journal() {
        return journal;
    }
}
