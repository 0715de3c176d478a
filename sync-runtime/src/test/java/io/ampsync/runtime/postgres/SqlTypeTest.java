package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BIGINT                      | bigint",
                "INT8                        | bigint",
                "INTEGER                     | integer",
                "SMALLINT                    | smallint",
                "BOOLEAN                     | boolean",
                "REAL                        | real",
                "FLOAT8                      | double precision",
                "DOUBLE  PRECISION           | double precision",
                "NUMERIC                     | numeric",
                "NUMERIC(20)                 | numeric(20,0)",
                "NUMERIC(38, 10)             | numeric(38,10)",
                "DECIMAL(76,0)               | numeric(76,0)",
                "TEXT                        | text",
                "VARCHAR(10)                 | character varying(10)",
                "BYTEA                       | bytea",
                "DATE                        | date",
                "TIME                        | time without time zone",
                "TIME(3)                     | time(3) without time zone",
                "TIMESTAMP                   | timestamp without time zone",
                "TIMESTAMPTZ                 | timestamp with time zone",
                "TIMESTAMPTZ(6)              | timestamp(6) with time zone",
                "TIMESTAMP(3) WITH TIME ZONE | timestamp(3) with time zone",
                "TIMESTAMP WITH TIME ZONE    | timestamp with time zone",
                "TIMESTAMP WITHOUT TIME ZONE | timestamp without time zone",
                "INTERVAL                    | interval",
                "JSONB                       | jsonb",
                "UUID                        | uuid",
                "BYTEA[]                     | bytea[]",
                "NUMERIC(20,0)[]             | numeric(20,0)[]",
                "TIMESTAMPTZ[][]             | timestamp with time zone[]"
            })
    void everySpellingIsTheServersOwn(String declared, String printed) {
        assertThat(SqlType.canonical(declared)).isEqualTo(printed);
    }
}
