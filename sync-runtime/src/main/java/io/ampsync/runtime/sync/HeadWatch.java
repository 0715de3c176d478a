package io.ampsync.runtime.sync;

import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the source for the head of each network, every 15 s, by one of its tables. */
final class HeadWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final TableScope scope;
    private final Map<String, Network> networks = new ConcurrentHashMap<>();

    HeadWatch(TableScope scope) {
        this.scope = scope;
    }

    /** From now on the table hears of the network's head. */
    void follow(String network, TableTask task) {
        networks.computeIfAbsent(network, _ -> new Network(task)).tables.add(task.name());
    }

    /** As last observed; empty before the first answer. */
    OptionalLong head(String network) {
        Network watched = networks.get(network);
        Head head = watched == null ? null : watched.head;
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.number());
    }

    @Override
    public void run() {
        try {
            while (!scope.stop().await(TICK)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for every head whose time has come. */
    void look() throws InterruptedException {
        for (Map.Entry<String, Network> network : networks.entrySet()) {
            ask(network.getKey(), network.getValue());
        }
    }

    private void ask(String network, Network watched) throws InterruptedException {
        long now = scope.nanos().getAsLong();
        if (watched.asked && now - watched.askedAt < INTERVAL.toNanos()) {
            return;
        }
        watched.asked = true;
        watched.askedAt = now;
        try {
            Optional<Head> answer = HeadProbe.ask(scope.source(), scope.era(), watched.task.headReference());
            scope.listener().sourceAnswered(null);
            answer.ifPresent(head -> observed(network, watched, head));
        } catch (SyncException e) {
            scope.listener().sourceAnswered(e);
            LOG.debug("The head of {} is not known: {}", network, e.getMessage());
        }
    }

    private void observed(String network, Network watched, Head head) {
        watched.head = head;
        BlockHash hash = head.hash();
        Cursor at = new Cursor(head.number(), hash == null ? BlockHash.ZERO : hash);
        for (String table : watched.tables) {
            scope.listener().headObserved(table, network, at, scope.clock().instant(), head.time());
        }
    }

    private static final class Network {
        private final TableTask task;
        private final Set<String> tables = ConcurrentHashMap.newKeySet();
        private volatile @Nullable Head head;
        private boolean asked;
        private long askedAt;

        private Network(TableTask task) {
            this.task = task;
        }
    }
}
