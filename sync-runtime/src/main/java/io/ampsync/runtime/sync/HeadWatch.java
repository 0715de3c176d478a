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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source for the head of each network, every 15 s, by one of its tables; and for the head of a single table
 * when somebody wants to know, since tables of a network may be filled at a different pace.
 */
final class HeadWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    /** While the source fails: whoever waits for it should hear at once that it is back. */
    private static final Duration TROUBLED = Duration.ofSeconds(1);

    private static final Duration TICK = Duration.ofMillis(250);

    private final TableScope scope;
    private final Map<String, Network> networks = new ConcurrentHashMap<>();
    private final Queue<Question> questions = new ConcurrentLinkedQueue<>();

    HeadWatch(TableScope scope) {
        this.scope = scope;
    }

    /** From now on the table hears of the network's head. */
    void follow(String network, TableTask task) {
        Network watched = networks.computeIfAbsent(network, _ -> new Network(task));
        watched.tables.add(task.name());
        if (watched.task.name().equals(task.name())) {
            watched.task = task;
        }
    }

    /** As last observed; empty before the first answer. */
    OptionalLong head(String network) {
        Network watched = networks.get(network);
        Head head = watched == null ? null : watched.head;
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.number());
    }

    /** Asks for the table's own head; the answer comes later. */
    Question question(TableTask task) {
        Question question = new Question(task);
        questions.add(question);
        return question;
    }

    /** A question on its way. */
    static final class Question {
        private final TableTask task;
        private volatile OptionalLong head = OptionalLong.empty();
        private volatile boolean answered;

        private Question(TableTask task) {
            this.task = task;
        }

        private void answer(Optional<Head> answer) {
            head = answer.map(it -> OptionalLong.of(it.number())).orElseGet(OptionalLong::empty);
            answered = true;
        }

        boolean isAnswered() {
            return answered;
        }

        /** Empty if the source has no head, or does not tell. */
        OptionalLong head() {
            return head;
        }
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

    /** Asks what somebody wants to know, and for every head whose time has come. */
    void look() throws InterruptedException {
        Question question;
        while ((question = questions.poll()) != null) {
            question.answer(ask(question.task));
        }
        for (Map.Entry<String, Network> network : networks.entrySet()) {
            look(network.getKey(), network.getValue());
        }
    }

    private void look(String network, Network watched) throws InterruptedException {
        long now = scope.nanos().getAsLong();
        Duration interval = scope.endpoints().source().isCalm() ? INTERVAL : TROUBLED;
        if (watched.asked && now - watched.askedAt < interval.toNanos()) {
            return;
        }
        watched.asked = true;
        watched.askedAt = now;
        ask(watched.task).ifPresent(head -> observed(network, watched, head));
    }

    private Optional<Head> ask(TableTask task) throws InterruptedException {
        try {
            Optional<Head> answer = HeadProbe.ask(scope.source(), scope.era(), task.headReference());
            scope.listener().sourceAnswered(null);
            return answer;
        } catch (SyncException e) {
            scope.listener().sourceAnswered(e);
            LOG.debug("The head behind {} is not known: {}", task.name(), e.getMessage());
        } catch (RuntimeException | Error e) {
            // Whatever it is, a watch that ends would leave every table without a head, and unable to judge silence.
            LOG.warn("The head behind {} is not known", task.name(), e);
        }
        return Optional.empty();
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
        /** The table that is asked, as it was last followed. */
        private volatile TableTask task;

        private final Set<String> tables = ConcurrentHashMap.newKeySet();
        private volatile @Nullable Head head;
        private boolean asked;
        private long askedAt;

        private Network(TableTask task) {
            this.task = task;
        }
    }
}
