package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** JSON text in its buffer. */
class JsonTextTest {
    @Property
    void nothingIsLostWhereTheBufferGrows(
            @ForAll @Size(max = 40) List<@IntRange(max = 4) Integer> pieces, @ForAll @IntRange(max = 1030) int before) {
        JsonText text = new JsonText();
        StringBuilder expected = new StringBuilder();
        text.ascii("x".repeat(before));
        expected.append("x".repeat(before));
        for (int piece : pieces) {
            switch (piece) {
                case 0 -> text.ascii('{');
                case 1 -> text.raw(JsonText.quote("ключ"));
                case 2 -> text.number(-1234);
                case 3 -> text.padded(5, 300);
                default -> text.ascii("null");
            }
            expected.append(
                    switch (piece) {
                        case 0 -> "{";
                        case 1 -> "\"ключ\"";
                        case 2 -> "-1234";
                        case 3 -> "0".repeat(299) + "5";
                        default -> "null";
                    });
        }
        byte[] bytes = new byte[text.length()];
        text.copyTo(bytes, 0);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }
}
