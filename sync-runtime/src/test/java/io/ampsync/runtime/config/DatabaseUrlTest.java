package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.DatabaseHosts.Wrong;
import io.ampsync.runtime.config.DatabaseUrl.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatabaseUrlTest {
    private final List<Wrong> wrong = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', textBlock = """
            postgresql://u:p%40ss@h1:5433,h2/db ; jdbc:postgresql://h1:5433,h2:5432/db ; u ; p@ss
            postgres://u:p@h/db ; jdbc:postgresql://h:5432/db ; u ; p
            postgresql://u@[::1]:6432/db ; jdbc:postgresql://[::1]:6432/db ; u ;
            postgresql://u:p@[2001:db8::1]/db ; jdbc:postgresql://[2001:db8::1]:5432/db ; u ; p
            postgresql://u:a:b+c@h/db ; jdbc:postgresql://h:5432/db ; u ; a:b+c
            postgresql://u%2Fx:%E2%82%AC%20@h/my%20db ; jdbc:postgresql://h:5432/my+db ; u/x ; `€ `
            postgresql://u@h ; jdbc:postgresql://h:5432/u ; u ;
            postgresql://u@/db ; jdbc:postgresql://localhost:5432/db ; u ;
            postgresql:///db?host=h1&port=6432&user=u&password=p ; jdbc:postgresql://h1:6432/db ; u ; p
            postgresql://u@h/db?dbname=other ; jdbc:postgresql://h:5432/other ; u ;
            jdbc:postgresql://h:5433/db?user=u&password=p%26%3D ; jdbc:postgresql://h:5433/db ; u ; p&=
            jdbc:postgresql://h/my+db?user=u&password=a+b ; jdbc:postgresql://h:5432/my+db ; u ; a b
            jdbc:postgresql:db?user=u ; jdbc:postgresql://localhost:5432/db ; u ;
            jdbc:postgresql:/?user=u ; jdbc:postgresql://localhost:5432/u ; u ;
            """)
    void hostsUserAndPasswordAreReadAsLibpqOrJdbcWould(String url, String jdbcUrl, String user, String password) {
        Target target = parsed(url);

        assertThat(target.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(target.user()).isEqualTo(user);
        assertThat(target.password() == null ? null : target.password().reveal())
                .isEqualTo(password);
    }

    @Test
    void severalHostsCanShareThePortOfTheQuery() {
        assertThat(parsed("postgresql:///db?user=u&host=a,b&port=6432").jdbcUrl())
                .isEqualTo("jdbc:postgresql://a:6432,b:6432/db");
    }

    @Test
    void severalHostsMeanThePrimaryAmongThem() {
        assertThat(parsed("postgresql://u@a,b/db").properties()).containsEntry("targetServerType", "primary");
        assertThat(parsed("postgresql://u@a,b/db?target_session_attrs=any").properties())
                .containsEntry("targetServerType", "any");
        assertThat(parsed("postgresql://u@a/db").properties()).doesNotContainKey("targetServerType");
    }

    @Test
    void parametersOfLibpqBecomePropertiesOfTheDriver() {
        Target target = parsed("postgresql://u@h/db?sslmode=verify-full&sslrootcert=pom.xml&application_name=my%20app"
                + "&connect_timeout=7&target_session_attrs=read-write&keepalives=1&options=-c%20a%3Db"
                + "&keepalives_idle=3");

        assertThat(target.properties())
                .isEqualTo(Map.of(
                        "sslmode",
                        "verify-full",
                        "sslrootcert",
                        "pom.xml",
                        "ApplicationName",
                        "my app",
                        "connectTimeout",
                        "7",
                        "targetServerType",
                        "primary",
                        "tcpKeepAlive",
                        "true",
                        "options",
                        "-c a=b"));
        assertThat(ignored).containsExactly("keepalives_idle");
    }

    @Test
    void propertiesOfTheDriverAreTakenInEitherSpelling() {
        assertThat(parsed("postgresql://u@h/db?prepareThreshold=0").properties())
                .containsEntry("prepareThreshold", "0");
        assertThat(parsed("jdbc:postgresql://h/db?user=u&sslmode=require").properties())
                .containsEntry("sslmode", "require");
    }

    @Test
    void systemCertificatesNeedAnotherFactory() {
        assertThat(parsed("postgresql://u@h/db?sslmode=verify-full&sslrootcert=system")
                        .properties())
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory")
                .doesNotContainKey("sslrootcert");
    }

    @Test
    void theDriverUnderstandsWhatComesOut() {
        Properties read = Objects.requireNonNull(Driver.parseURL(
                parsed("postgresql://u@[::1]:6432,b/my%20db%2F1").jdbcUrl(), null));

        assertThat(read)
                .containsEntry("PGHOST", "[::1],b")
                .containsEntry("PGPORT", "6432,5432")
                .containsEntry("PGDBNAME", "my db/1");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', textBlock = """
            mysql://u:s3cret@h/db                            ; not a postgresql:// URL
            s3cret                                           ; not a postgresql:// URL
            postgresql://u:s3cret@x@h/db                     ; cannot be told from the rest
            postgresql://u:a/s3cret@h/db                     ; cannot be told from the rest
            postgresql://u:a?s3cret@h/db                     ; cannot be told from the rest
            postgresql://u:s3cret/db                         ; the port of host is not a number
            postgresql://u:x@h:s3cret/db                     ; the port of host is not a number
            postgresql://u:x@h1,h2:70000/db                  ; the port of host number 2 is not a number
            postgresql://u:x@s3 cret/db                      ; neither a name nor an address
            postgresql://u:s3cret%4@h/db                     ; not followed by two hex digits
            postgresql://u:s3cret%00@h/db                    ; it has a %00
            postgresql://h/db                                ; it names no user
            postgresql://u:s3cret@%2Fvar%2Frun/db            ; Unix socket
            postgresql://u:s3cret@/db?host=/var/run          ; Unix socket
            postgresql://u@h/db?hostaddr=10.0.0.1            ; knows no hostaddr
            postgresql://u@h/db?host=a,b,c&port=1,2          ; 3 hosts have 2 ports
            postgresql://u@h/db?s3cretparameter=1            ; parameter number 1 is not known
            postgresql://u@h/db?sslmode                      ; parameter number 1 has no value
            postgresql://u@h/db?sslmode=verify_full          ; the value of sslmode cannot be used
            postgresql://u@h/db?sslrootcert=/no/such         ; the value of sslrootcert cannot be used
            postgresql://u@h/db?target_session_attrs=standby ; the value of target_session_attrs cannot be used
            postgresql://u@h/db?prepareThreshold=never       ; the value of prepareThreshold cannot be used
            postgresql://u@h/db?tcpKeepAlive=maybe           ; the value of tcpKeepAlive cannot be used
            postgresql://u@h/db?currentSchema=x              ; currentSchema cannot be used
            postgresql://u@h/db?readOnly=true                ; readOnly cannot be used
            """)
    void whatIsWrongIsSaidWithoutAnyPartOfThePassword(String url, String problem) {
        assertThat(DatabaseUrl.parse(url.strip(), wrong, ignored)).isEmpty();

        assertThat(wrong.toString()).contains(problem.strip()).doesNotContain("s3cret", "s3 cret");
    }

    @Test
    void aMistypedParameterIsGuessed() {
        assertThat(DatabaseUrl.parse("postgresql://u@h/db?sslmod=require", wrong, ignored))
                .isEmpty();
        assertThat(wrong).extracting(Wrong::fix).containsExactly("Did you mean sslmode?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"postgresql://u:s3cret@h:x/db?sslmode=y&port=", "postgresql://:@/", "postgresql://", "jdbc:", "?"
            })
    void anyTextIsAnsweredWithAProblem(String url) {
        assertThat(DatabaseUrl.parse(url, wrong, ignored)).isEmpty();
        assertThat(wrong).isNotEmpty();
    }

    private Target parsed(String url) {
        var target = DatabaseUrl.parse(url, wrong, ignored);
        assertThat(wrong).isEmpty();
        return target.orElseThrow();
    }
}
