package io.ampsync.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OperatorCommandTest {
    @Test
    void helpNamesEveryOptionAndItsVariable() {
        StringWriter out = new StringWriter();

        int code = OperatorCommand.commandLine().setOut(new PrintWriter(out)).execute("--help");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("--runtime-image", "RUNTIME_IMAGE", "WATCH_NAMESPACES", "READ_SECRETS", "LEADER_ELECTION");
    }

    @Test
    void withoutAWishItsOwnNamespaceIsWatched() {
        assertThat(settings("--runtime-image=x", "--operator-namespace=me").watch())
                .isEqualTo(new Watch.Listed(Set.of("me")));
    }

    @Test
    void namespacesAreListed() {
        assertThat(settings("--runtime-image=x", "--namespaces=a,b").watch())
                .isEqualTo(new Watch.Listed(Set.of("a", "b")));
    }

    @Test
    void twoWishesAreOneTooMany() {
        assertThatThrownBy(() -> Watch.of(List.of("a"), true, null, "me"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--all-namespaces");
    }

    @Test
    void anUnknownOptionIsExitCodeTwo() {
        assertThat(OperatorCommand.commandLine()
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("--runtime-image=x", "--nonsense"))
                .isEqualTo(2);
    }

    @Test
    void whatIsWrongIsNamedAsOptionAndVariable() {
        StringWriter err = new StringWriter();

        int code = OperatorCommand.commandLine()
                .setErr(new PrintWriter(err))
                .execute("--runtime-image=x", "--read-secrets=perhaps");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("READ_SECRETS (--read-secrets) is \"perhaps\"; say true or false.");
    }

    private static Settings settings(String... arguments) {
        CommandLine command = OperatorCommand.commandLine();
        command.parseArgs(arguments);
        return command.<OperatorCommand>getCommand().settings(Map.of());
    }
}
