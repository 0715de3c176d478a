package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How to reach PostgreSQL: host, name and credentials, or a URL in a Secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.urlSecretRef) != has(self.host)",
        message = "give either host, name and credentialsSecretRef, or urlSecretRef")
@ValidationRule(
        value = "!has(self.host) || (has(self.name) && has(self.credentialsSecretRef))",
        message = "host needs name and credentialsSecretRef beside it")
@ValidationRule(
        value = "!has(self.urlSecretRef) || (!has(self.name) && !has(self.credentialsSecretRef))",
        message = "name and credentialsSecretRef have no effect beside urlSecretRef: remove them")
@ValidationRule(
        value = "!self.schema.startsWith('pg_') && self.schema != 'information_schema'",
        fieldPath = ".schema",
        message = "this is a schema of PostgreSQL itself: use another one")
@ValidationRule(
        value = "!has(self.tls) || self.sslMode in ['verify-ca', 'verify-full']",
        fieldPath = ".tls",
        message = "certificates are not looked at with this sslMode: use verify-full or verify-ca")
public record DatabaseSpec(
        @JsonPropertyDescription("Host name or address; several, separated by commas, are tried in turn for the"
                + " primary. May change.")
        @Size(min = 1, max = 512)
        @Pattern("^[A-Za-z0-9._:%,\\[\\]-]+$")
        @Nullable
        String host,

        @JsonPropertyDescription("Port, beside host.") @Default("5432") @Min(1) @Max(65_535)
        int port,

        @JsonPropertyDescription("Name of the database, beside host. Cannot change.") @Size(min = 1, max = 63) @Nullable
        String name,

        @JsonPropertyDescription("Schema of the tables; created if it does not exist. Cannot change.")
        @Default("public")
        @Size(min = 1, max = 63)
        @Pattern("^[a-zA-Z_][a-zA-Z0-9_$]*$")
        String schema,

        @JsonPropertyDescription("How connections are secured. A URL with its own sslmode keeps that.")
        @Default("require")
        SslMode sslMode,

        @JsonPropertyDescription("Certificates, with sslMode verify-ca and verify-full.") @Nullable
        TlsSpec tls,

        @JsonPropertyDescription("User and password, beside host.") @Nullable
        CredentialsRef credentialsSecretRef,

        @JsonPropertyDescription("A URL, postgresql://user:password@host:port/database?parameter=value, in place of"
                + " host, name and credentials.")
        @Nullable
        SecretKeyRef urlSecretRef,

        @JsonPropertyDescription("Seconds without a database until a pod that did run counts as not ready.")
        @Default("300")
        @Min(30)
        @Max(3600)
        int outageSeconds,

        @JsonPropertyDescription("Seconds to wait for a lock in the database before trying anew.")
        @Default("60")
        @Min(10)
        @Max(300)
        int lockWaitSeconds) {

    /** As libpq names them. */
    public enum SslMode {
        @JsonProperty("disable")
        DISABLE("disable"),
        @JsonProperty("allow")
        ALLOW("allow"),
        @JsonProperty("prefer")
        PREFER("prefer"),
        @JsonProperty("require")
        REQUIRE("require"),
        @JsonProperty("verify-ca")
        VERIFY_CA("verify-ca"),
        @JsonProperty("verify-full")
        VERIFY_FULL("verify-full");

        private final String label;

        SslMode(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** User and password in one Secret. */
    public record CredentialsRef(
            @Required
            @JsonPropertyDescription("Name of the Secret.")
            @Size(min = 1, max = 253)
            @Pattern(SecretKeyRef.SECRET_NAME)
            String name,

            @JsonPropertyDescription("Key of the user.")
            @Default("username")
            @Size(min = 1, max = 253)
            @Pattern(SecretKeyRef.SECRET_KEY)
            String usernameKey,

            @JsonPropertyDescription("Key of the password.")
            @Default("password")
            @Size(min = 1, max = 253)
            @Pattern(SecretKeyRef.SECRET_KEY)
            String passwordKey) {
        public SecretKeyRef username() {
            return new SecretKeyRef(name, usernameKey);
        }

        public SecretKeyRef password() {
            return new SecretKeyRef(name, passwordKey);
        }
    }
}
