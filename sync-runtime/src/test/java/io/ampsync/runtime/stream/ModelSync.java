package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Drives a table from a server by the rules, as the runtime does. */
final class ModelSync {
    /** {@link ReorgRules#decide}, or something worse. */
    interface Rules {
        Step decide(Connection connection, Journal tentative, BlockRange incoming);
    }

    private final ModelServer server;
    private final ModelTable table;
    private final Rules rules;
    private final RuleSettings settings;
    private final SplittableRandom random;
    private final List<String> log = new ArrayList<>();
    private Optional<ModelServer.Stream> stream = Optional.empty();
    private Connection connection;
    private Memory memory = Memory.FRESH;
    private boolean gapNext;
    int leftOut;
    Optional<Reason> stopped = Optional.empty();
    int reorgs;
    final Map<String, Integer> seen = new TreeMap<>();

    ModelSync(ModelServer server, ModelTable table, Rules rules, RuleSettings settings, SplittableRandom random) {
        this.server = server;
        this.table = table;
        this.rules = rules;
        this.settings = settings;
        this.random = random;
        this.connection = ReorgRules.open(Journal.empty(), memory, settings).connection();
    }

    /** One microbatch. False: the server is silent, or the table has stopped. */
    boolean step() {
        server.poll();
        if (stopped.isPresent()) {
            return false;
        }
        ModelServer.Stream open = stream.orElseGet(this::connect);
        Optional<ModelServer.Delivery> next = open.next();
        if (gapNext && next.isPresent() && !table.tentative().isEmpty()) {
            gapNext = false;
            leftOut++;
            next = open.next();
        }
        next.ifPresent(this::take);
        return next.isPresent();
    }

    private ModelServer.Stream connect() {
        table.commit();
        Opening opening = ReorgRules.open(table.stored(), memory, settings);
        connection = opening.connection();
        log.add("open " + opening.cursor().map(Cursor::number) + " " + memory);
        ModelServer.Stream opened = server.open(opening.cursor());
        stream = Optional.of(opened);
        return opened;
    }

    private void take(ModelServer.Delivery delivery) {
        BlockRange range = delivery.range();
        Step step = rules.decide(connection, table.tentative(), range);
        note(range.start() + ".." + range.end() + " ", step.decision());
        if (!(step.decision() instanceof Decision.Forward)) {
            table.commit();
        }
        connection = step.next();
        switch (step.decision()) {
            case Decision.Forward forward -> {
                table.add(delivery);
                connection = connection.completed(range, forward);
                if (random.nextInt(3) == 0) {
                    table.commit();
                }
            }
            case Decision.Redelivery redelivery -> connection = connection.completed(range, redelivery);
            case Decision.Replace replace -> {
                reorgs++;
                table.replace(replace.cutFrom(), delivery);
                connection = connection.completed(range, replace);
            }
            case Decision.Reconnect reconnect -> {
                assertThat(reconnect.memory()).isEqualTo(connection.memory());
                disconnect();
            }
            case Decision.Refuse refuse -> {
                if (refuse.reason().needsPerson()) {
                    stopped = Optional.of(refuse.reason());
                }
                disconnect();
            }
        }
    }

    private void note(String range, Decision decision) {
        String kind = switch (decision) {
            case Decision.Replace replace -> replace.kind().name();
            case Decision.Refuse refuse -> refuse.reason().name();
            case Decision.Reconnect reconnect ->
                "then " + reconnect.memory().ask().getClass().getSimpleName();
            default -> decision.getClass().getSimpleName();
        };
        seen.merge(kind, 1, Integer::sum);
        if (decision instanceof Decision.Forward && log.getLast().endsWith(decision.toString())) {
            log.removeLast();
        }
        log.add(range + decision);
    }

    /** The connection is lost; complete microbatches can still be committed. */
    void disconnect() {
        memory = connection.memory();
        stream = Optional.empty();
    }

    /** The commit fails: the group is lost, the process goes on. */
    void commitFails() {
        table.crash();
        disconnect();
    }

    /** The connection is given up after a silence. */
    void giveUpWaiting() {
        disconnect();
        memory = memory.unanswered();
    }

    void crash() {
        table.crash();
        memory = Memory.FRESH;
        connection = ReorgRules.open(table.stored(), memory, settings).connection();
        stream = Optional.empty();
    }

    void leaveOutOne() {
        gapNext = true;
    }

    void redeliver(int index) {
        stream.ifPresent(open -> {
            server.redeliveries++;
            open.redeliver(index);
        });
    }

    List<String> log() {
        return log;
    }
}
