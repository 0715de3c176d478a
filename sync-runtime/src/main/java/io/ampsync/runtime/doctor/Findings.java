package io.ampsync.runtime.doctor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what one area finds; read while its thread may still be stuck in something. */
final class Findings {
    private final Area area;
    private final List<Finding> found = new CopyOnWriteArrayList<>();
    private volatile String doing = "starting";

    Findings(Area area) {
        this.area = area;
    }

    void add(Check check, String seen) {
        found.add(new Finding(area, check, seen));
    }

    void add(Check check, String seen, String fix) {
        found.add(new Finding(area, check, seen, fix));
    }

    /** What comes next, for the case that it does not end: {@code "asking localhost:1602 for a plan"}. */
    void doing(String what) {
        doing = what;
    }

    String doing() {
        return doing;
    }

    List<Finding> found() {
        return List.copyOf(found);
    }
}
