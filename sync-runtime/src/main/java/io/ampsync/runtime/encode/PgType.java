package io.ampsync.runtime.encode;

/**
 * A PostgreSQL type.
 *
 * @param sql as DDL writes it
 * @param oid of the type itself, which array elements are marked with
 */
record PgType(String sql, int oid) {
    static final PgType BOOLEAN = new PgType("BOOLEAN", 16);
    static final PgType BYTEA = new PgType("BYTEA", 17);
    static final PgType BIGINT = new PgType("BIGINT", 20);
    static final PgType SMALLINT = new PgType("SMALLINT", 21);
    static final PgType INTEGER = new PgType("INTEGER", 23);
    static final PgType TEXT = new PgType("TEXT", 25);
    static final PgType REAL = new PgType("REAL", 700);
    static final PgType DOUBLE = new PgType("DOUBLE PRECISION", 701);
    static final PgType DATE = new PgType("DATE", 1082);
    static final PgType TIME = new PgType("TIME", 1083);
    static final PgType TIMESTAMP = new PgType("TIMESTAMP", 1114);
    static final PgType TIMESTAMPTZ = new PgType("TIMESTAMPTZ", 1184);
    static final PgType INTERVAL = new PgType("INTERVAL", 1186);
    static final PgType JSONB = new PgType("JSONB", 3802);

    static PgType numeric(int precision, int scale) {
        return new PgType("NUMERIC(" + precision + "," + scale + ")", 1700);
    }

    /** The type's array; its own OID is never sent. */
    PgType array() {
        return new PgType(sql + "[]", 0);
    }
}
