package io.ampsync.simulator.flight;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The faults that wait to strike; each strikes once. Safe for use by many threads. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    public synchronized void arm(Fault fault) {
        armed.add(new Armed(fault));
    }

    public synchronized void clear() {
        armed.clear();
    }

    /** Faults that have not struck yet, in the order of arming. */
    public synchronized List<Fault> waiting() {
        return armed.stream().map(one -> one.fault).toList();
    }

    /** A GetFlightInfo arrived: the action that strikes it, if any. */
    synchronized Optional<Fault.Action> onGetFlightInfo() {
        return armed.stream()
                .filter(one -> one.fault.place() instanceof Fault.Place.AtGetFlightInfo && one.counts())
                .toList()
                .stream()
                .findFirst()
                .map(this::strike);
    }

    /** A DoGet arrived: the faults that belong to it, to be asked as it goes on. */
    synchronized List<Fault> onDoGet() {
        List<Fault> mine = new ArrayList<>();
        Iterator<Armed> all = armed.iterator();
        while (all.hasNext()) {
            Armed one = all.next();
            if (!(one.fault.place() instanceof Fault.Place.AtGetFlightInfo) && one.counts()) {
                mine.add(one.fault);
                all.remove();
            }
        }
        return mine;
    }

    private Fault.Action strike(Armed one) {
        armed.remove(one);
        return one.fault.action();
    }

    private static final class Armed {
        private final Fault fault;
        private int calls;

        private Armed(Fault fault) {
            this.fault = fault;
        }

        private boolean counts() {
            calls++;
            return calls == fault.call();
        }
    }
}
