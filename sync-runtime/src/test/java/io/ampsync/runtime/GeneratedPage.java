package io.ampsync.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of {@code docs/} with a part that follows the code, between {@value #BEGIN} and {@value #END}. With
 * {@code -Dampsync.docs=write} the part is written, without it compared.
 */
public record GeneratedPage(String name) {
    private static final String BEGIN = "<!-- generated -->\n";
    private static final String END = "<!-- end of generated -->\n";

    public void holds(String generated) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "."), "..", "docs", name);
        String page = Files.readString(file);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(to).as("the markers in docs/" + name).isGreaterThanOrEqualTo(from);
        String expected = page.substring(0, from) + generated + page.substring(to);
        if ("write".equals(System.getProperty("ampsync.docs"))) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("docs/" + name + " is as the code has it; if not, run the test with -Dampsync.docs=write")
                .isEqualTo(expected);
    }

    /** One line of a table. */
    public static String row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell.replace("|", "\\|")).append(" |");
        }
        return row.append('\n').toString();
    }
}
