package io.ampsync.runtime.doctor;

import static io.ampsync.runtime.doctor.Severity.PROBLEM;
import static io.ampsync.runtime.doctor.Severity.WARNING;

import java.util.Locale;

/** Everything that {@code ampsync doctor} can find, with what to do about it. */
public enum Check {
    SETTING_UNKNOWN(
            PROBLEM,
            "A variable begins with AMPSYNC_ and is none of ours.",
            "Correct its name, or remove it: a typo must not silently mean the default."),
    SETTING_WRONG(
            PROBLEM,
            "A setting is missing, out of range, or contradicts another one.",
            "Correct the named setting; docs/configuration.md lists them all."),
    SECRET_ABSENT(
            PROBLEM,
            "A Secret that the AmpSync names is nowhere.",
            "Put it into the file, into --secrets-dir, or into AMPSYNC_SECRET__NAME__KEY."),
    MEMORY_TOO_SMALL(
            PROBLEM,
            "The process has not the memory for its tables and one message each.",
            "Raise AMPSYNC_MEMORY, lower AMPSYNC_GRPC_MAX_DECODE_MB, or sync fewer tables."),
    SPOOL_NOT_WRITABLE(
            PROBLEM,
            "The directory for large replacements does not take files.",
            "Create it, make it writable for this user, or name another one in AMPSYNC_SPOOL_DIRECTORY."),
    SPOOL_NEARLY_FULL(
            WARNING,
            "The directory for large replacements has less than 512 MiB left.",
            "Free some space, or name another directory in AMPSYNC_SPOOL_DIRECTORY."),
    HOST_UNKNOWN(
            PROBLEM,
            "The name of a host has no address.",
            "Correct the host's name, or the DNS of this machine; inside a container localhost is the container."),
    PORT_CLOSED(
            PROBLEM,
            "The host answers, and nobody listens on the port.",
            "Start the server, or correct the port: Amp's are 1602 (Flight) and 1610 (Admin), PostgreSQL's is 5432."),
    NOT_ANSWERING(
            PROBLEM,
            "Something did not answer in time.",
            "Look for a firewall or a network policy between here and there, and whether the server is overloaded."),
    SPEAKS_HTTP1(
            PROBLEM,
            "The Flight address leads to a server that speaks HTTP/1.",
            "Name Flight's port (1602) in AMP_FLIGHT_ADDR, not the Admin API's, and no proxy without HTTP/2."),
    SPEAKS_HTTP2(
            PROBLEM,
            "The Admin address leads to a gRPC server, which speaks HTTP/2.",
            "Name the Admin API's port (1610) in AMP_ADMIN_API_ADDR, not Flight's."),
    NOT_THE_SERVER(
            PROBLEM,
            "What answers is not the server that was meant.",
            "Correct host and port: something else listens there."),
    TLS_WANTED(
            PROBLEM,
            "The server speaks TLS, and the settings do not.",
            "Write the address with https (PostgreSQL: sslmode=require or better)."),
    TLS_NOT_SPOKEN(
            PROBLEM,
            "The settings want TLS, and the server does not speak it.",
            "Write the address with http (PostgreSQL: sslmode=disable), or switch TLS on at the server."),
    CERTIFICATE_EXPIRED(
            PROBLEM,
            "The server's certificate is not valid at this time.",
            "Renew the certificate; if it is valid, correct the clock of this machine."),
    CERTIFICATE_UNKNOWN(
            PROBLEM,
            "Nobody that is trusted has signed the server's certificate.",
            "Name the certificate of its CA in AMPSYNC_TLS_CA_FILE (PostgreSQL: sslrootcert)."),
    CERTIFICATE_NAME(
            PROBLEM,
            "The server's certificate is for another name.",
            "Use a name that the certificate has, or have one issued with this name (subject alternative name)."),
    TOKEN_REFUSED(
            PROBLEM,
            "The server refuses the token, or wants one.",
            "Set AMP_AUTH_TOKEN to a token that is valid there; without \"Bearer\" in front of it."),
    ADMIN_ABSENT(
            WARNING,
            "No Admin API answers; the settings do without one.",
            "Nothing, if that is meant: new versions are not noticed then."),
    ERA_WRONG(
            PROBLEM,
            "AMPSYNC_ERA is not the era of the server.",
            "Remove AMPSYNC_ERA, or set it to what the server speaks."),
    DATASET_ABSENT(
            PROBLEM,
            "The server knows no such dataset.",
            "Publish it there, or correct DATASET; a sync waits until it appears."),
    VERSION_ABSENT(
            PROBLEM,
            "The dataset has no such version.",
            "Name one that is published, or latest; a sync waits until it appears."),
    TABLE_ABSENT(PROBLEM, "The dataset has no such table.", "Correct TABLES (in an AmpSync spec.tables)."),
    COLUMN_ABSENT(
            PROBLEM,
            "A column that is chosen, or is in a condition, does not exist.",
            "Correct AMPSYNC_TABLE_<NAME>_COLUMNS or _WHERE (in an AmpSync spec.tables)."),
    QUERY_REFUSED(
            PROBLEM,
            "The server does not stream the query of a table.",
            "Leave the table out of TABLES, or correct its condition; the server's words say what it minds."),
    TYPE_UNSUPPORTED(
            PROBLEM,
            "A table has a column that PostgreSQL cannot hold, or no block number.",
            "Leave the table out of TABLES, or the column out of AMPSYNC_TABLE_<NAME>_COLUMNS."),
    NOTHING_SYNCED(
            WARNING,
            "The server has not a block of the table yet.",
            "Start the server's job for it; a sync waits until rows appear."),
    LOGIN_REFUSED(
            PROBLEM,
            "PostgreSQL refuses the user, the password, or the host that connects.",
            "Correct user and password, or pg_hba.conf."),
    DATABASE_ABSENT(PROBLEM, "The server has no database of that name.", "Create it, or correct the name."),
    NO_CONNECTION_LEFT(
            PROBLEM,
            "PostgreSQL has no connection left for us.",
            "Raise max_connections, end sessions that idle, or put a pooler in front."),
    SERVER_TOO_OLD(
            PROBLEM,
            "The PostgreSQL server is older than 13.",
            "Upgrade it: 15, 17 and 18 are what ampsync is tested with."),
    SERVER_UNTESTED(WARNING, "The PostgreSQL server is older than 15.", "It should work; 15, 17 and 18 are tested."),
    ENCODING_NOT_UTF8(
            PROBLEM,
            "The database's encoding is not UTF8.",
            "Create a database with ENCODING 'UTF8' TEMPLATE template0: not every text fits another encoding."),
    STANDBY(PROBLEM, "The server is a standby.", "Name the primary, or all hosts of the cluster in one URL."),
    READ_ONLY(
            PROBLEM,
            "Transactions are read-only by default.",
            "ALTER ROLE … RESET default_transaction_read_only, or the same for the database."),
    PRIVILEGE_SCHEMA(
            PROBLEM,
            "The user may not create tables in the schema, or not the schema itself.",
            "GRANT CREATE, USAGE ON SCHEMA … TO the user; if the schema is to be created, CREATE ON DATABASE."),
    TABLE_OF_ANOTHER_ROLE(
            PROBLEM,
            "A table exists and belongs to another role.",
            "ALTER TABLE … OWNER TO the user, or sync into another schema."),
    TABLE_IN_THE_WAY(
            PROBLEM,
            "A table of that name has rows and is not ours.",
            "Rename or drop it, or sync into another schema."),
    TABLE_WITH_OTHER_IDS(
            PROBLEM,
            "A table has rows whose _id is of another kind than AMPSYNC_ROW_ID says.",
            "Set AMPSYNC_ROW_ID (spec.values.rowId) to the kind that it has, or drop the table, and it is filled anew."),
    TABLE_OF_ANOTHER_SYNC(
            PROBLEM,
            "Another sync owns the table.",
            "Stop that sync and use its AMPSYNC_SYNC_NAME, or sync into another schema."),
    SECOND_WRITER(
            WARNING,
            "An instance of this sync writes at this moment.",
            "Stop it first if it is another deployment; the same deployment takes over from itself."),
    POOL_TOO_SMALL(
            WARNING,
            "MAX_DB_CONNECTIONS is small for the number of tables.",
            "Raise MAX_DB_CONNECTIONS to a connection for every two tables, and two more."),
    CONNECTIONS_SHORT(
            WARNING,
            "The server has fewer connections free than MAX_DB_CONNECTIONS.",
            "Raise max_connections, or lower MAX_DB_CONNECTIONS."),
    ROLE_CONNECTION_LIMIT(
            PROBLEM,
            "The role or the database allows fewer connections than MAX_DB_CONNECTIONS.",
            "ALTER ROLE (or DATABASE) … CONNECTION LIMIT -1, or lower MAX_DB_CONNECTIONS."),
    POOLER_STATEMENT(
            PROBLEM,
            "A pooler in statement mode is in front: it allows no transactions.",
            "Set pool_mode = transaction or session for this database, or go around the pooler."),
    POOLER_TRANSACTION(
            WARNING,
            "A pooler in transaction mode is in front.",
            "It works as long as prepareThreshold is 0, the default; leave it out of DATABASE_URL."),
    CLOCK_SKEW(
            WARNING,
            "The clocks of this machine and of the database are more than 5 s apart.",
            "Let NTP set both: lags and times in the log are wrong otherwise; who may write is not decided by clocks."),
    DISK_NEARLY_FULL(
            WARNING,
            "The file system of the database has less than 5 % or 1 GiB left.",
            "Free some space or enlarge it before a first sync; ampsync plan estimates how much that takes."),
    FSYNC_OFF(
            WARNING,
            "fsync or full_page_writes is off.",
            "Switch it on: after a crash of the machine the database can be damaged in ways that no program repairs."),
    COMMITS_NOT_DURABLE(
            WARNING,
            "synchronous_commit is off.",
            "Nothing, if it is meant: a crash takes the newest commits back, and the sync writes them again."),
    WAL_MINIMAL(
            WARNING,
            "wal_level is minimal.",
            "Set it to replica: neither a standby nor point-in-time recovery works with minimal."),
    TIMEOUT_HARMFUL(
            WARNING,
            "The role, database or server sets a timeout that ends what a sync does.",
            "ALTER ROLE … SET the named setting to 0: ampsync sets its own timeouts in each transaction."),
    TEMP_SPACE_LIMITED(
            WARNING,
            "temp_file_limit is below 1 GiB.",
            "Raise it for this role: ampsync verify --source compares in temporary tables."),
    DEFECT(PROBLEM, "A check failed in a way that nobody foresaw.", "Please report it, with this output.");

    private final Severity severity;
    private final String meaning;
    private final String fix;

    Check(Severity severity, String meaning, String fix) {
        this.severity = severity;
        this.meaning = meaning;
        this.fix = fix;
    }

    public Severity severity() {
        return severity;
    }

    /** What it is, one sentence. */
    public String meaning() {
        return meaning;
    }

    /** What to do about it, one sentence. */
    public String fix() {
        return fix;
    }

    /** As in {@code PortClosed}. */
    public String label() {
        StringBuilder label = new StringBuilder();
        for (String word : name().split("_", -1)) {
            label.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return label.toString();
    }

    /** The section about it. */
    public String docs() {
        return "docs/doctor.md#" + label().toLowerCase(Locale.ROOT);
    }
}
