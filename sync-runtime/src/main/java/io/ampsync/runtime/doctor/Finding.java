package io.ampsync.runtime.doctor;

/**
 * One thing that is wrong.
 *
 * @param seen what was seen, one sentence without a secret in it
 * @param fix what to do about it, one sentence
 */
public record Finding(Area area, Check check, String seen, String fix) {
    Finding(Area area, Check check, String seen) {
        this(area, check, seen, check.fix());
    }

    public boolean isProblem() {
        return check.severity() == Severity.PROBLEM;
    }
}
