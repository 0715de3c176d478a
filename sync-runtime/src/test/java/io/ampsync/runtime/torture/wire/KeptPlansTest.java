package io.ampsync.runtime.torture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class KeptPlansTest {
    private static final String ASKED = "P:\0SELECT 1\0\0\0 B:\0\0\0\0\0\0\0\0 D:P\0 E:\0\0\0\0\0 S: ";
    private static final String ANSWERED = "1: 2: n: C:SELECT 1\0 Z:I ";
    private static final String NAMED = "P:kept_0\0SELECT 1\0\0\0 B:\0kept_0\0\0\0\0\0\0\0 D:P\0 E:\0\0\0\0\0 S: ";

    private final KeptPlans plans = new KeptPlans();

    @Test
    void aStatementIsParsedOnceAndTheClientHearsTheSameEachTime() {
        assertThat(asked(ASKED)).isEqualTo(bytes(NAMED));
        assertThat(answered(ANSWERED)).isEqualTo(bytes(ANSWERED));

        assertThat(asked(ASKED)).isEqualTo(bytes(NAMED.substring(NAMED.indexOf("B:"))));
        assertThat(answered("2: n: C:SELECT 1\0 Z:I ")).isEqualTo(bytes(ANSWERED));
    }

    @Test
    void aStatementThatTheServerRefusesIsNotKept() {
        asked(ASKED);
        assertThat(answered("E:no Z:I ")).isEqualTo(bytes("E:no Z:I "));

        assertThat(asked(ASKED)).isEqualTo(bytes(NAMED.replace("kept_0", "kept_1")));
    }

    @Test
    void ofAKnownStatementNothingIsSaidBehindAnError() {
        asked(ASKED);
        answered(ANSWERED);

        asked(ASKED.substring(0, ASKED.indexOf("S:")) + ASKED);

        assertThat(answered("E:no Z:I ")).isEqualTo(bytes("1: E:no Z:I "));
    }

    @Test
    void whatHadNoAnswerWhenAClientLeftIsNotKept() {
        asked(ASKED);
        plans.forget();

        assertThat(asked(ASKED)).isEqualTo(bytes(NAMED.replace("kept_0", "kept_1")));
    }

    @Test
    void othersHaveLiteralsInThemAndAreLeftAlone() {
        String set = "P:\0SET a = 1\0\0\0 B:\0\0\0\0\0\0\0\0 E:\0\0\0\0\0 S: ";

        assertThat(asked(set)).isEqualTo(bytes(set));
        assertThat(asked(set)).isEqualTo(bytes(set));
    }

    private byte[] asked(String messages) {
        return through(messages, plans::asked);
    }

    private byte[] answered(String messages) {
        return through(messages, plans::answered);
    }

    private static byte[] through(String messages, BiConsumer<Messages, ByteArrayOutputStream> way) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        Messages all = messages(messages);
        while (all.next()) {
            way.accept(all, passed);
        }
        return passed.toByteArray();
    }

    private static Messages messages(String text) {
        Messages messages = new Messages(false);
        // In pieces, as a network has it.
        for (byte octet : bytes(text)) {
            messages.add(new byte[] {octet}, 0, 1);
        }
        return messages;
    }

    /** Type, colon, body; a space behind each. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String message : text.split("(?<=.) (?=[A-Za-z0-9]:|$)", -1)) {
            if (!message.isEmpty()) {
                byte[] body = message.substring(2).getBytes(StandardCharsets.ISO_8859_1);
                bytes.write(message.charAt(0));
                bytes.writeBytes(ByteBuffer.allocate(4).putInt(4 + body.length).array());
                bytes.writeBytes(body);
            }
        }
        return bytes.toByteArray();
    }
}
