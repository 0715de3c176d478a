package io.ampsync.runtime.postgres;

/** The database is an older one, after a failover or a restore: claim again, and start from what it holds. */
public final class DatabaseWentBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String finding;

    /** @param finding what shows it, as a clause */
    public DatabaseWentBack(String finding) {
        super(finding);
        this.finding = finding;
    }

    public String finding() {
        return finding;
    }
}
