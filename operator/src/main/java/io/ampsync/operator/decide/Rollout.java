package io.ampsync.operator.decide;

/** Why pods are replaced. */
public enum Rollout {
    CREATED("The sync is new."),
    SPEC("The spec has changed."),
    SECRETS("A referenced Secret has changed."),
    UPGRADE("The operator renders pods in another way than the one before it.");

    private final String sentence;

    Rollout(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
