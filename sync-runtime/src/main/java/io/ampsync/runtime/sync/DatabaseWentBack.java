package io.ampsync.runtime.sync;

/** The database is an older one, after a failover or a restore: claim again, and start from what it holds. */
final class DatabaseWentBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String finding;

    DatabaseWentBack(String finding) {
        super(finding);
        this.finding = finding;
    }

    String finding() {
        return finding;
    }
}
