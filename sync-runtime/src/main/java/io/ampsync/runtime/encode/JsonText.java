package io.ampsync.runtime.encode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.openhft.hashing.LongHashFunction;

/** JSON as UTF-8 bytes in a buffer that grows and is reused; formats without allocating, floats apart. */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** A jsonb container addresses its content with 28 bits. */
    private static final int MAX = 0x0FFFFFFF;

    private byte[] bytes = new byte[1024];
    private byte[] scratch = new byte[256];
    private int length;

    /** A JSON string with its quotes, for names that are known beforehand. */
    static byte[] quote(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        JsonText json = new JsonText();
        json.room(6L * utf8.length + 2);
        json.bytes[json.length++] = '"';
        for (byte one : utf8) {
            json.escaped(one);
        }
        json.bytes[json.length++] = '"';
        return Arrays.copyOf(json.bytes, json.length);
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    void copyTo(byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, length);
    }

    /** A hash of what was appended from a position on. */
    long hashFrom(int position) {
        return LongHashFunction.xx3().hashBytes(bytes, position, length - position);
    }

    String textFrom(int position) {
        return new String(bytes, position, length - position, StandardCharsets.UTF_8);
    }

    void cutAt(int position) {
        length = position;
    }

    /** Makes room for so many more bytes behind the present {@code length}; {@code bytes} is another array afterwards. */
    private void room(long more) {
        long needed = length + more;
        if (needed > MAX) {
            throw new RefusedValue("a value of " + needed + " bytes", "is above the limit of JSONB, 256 MB");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, 2L * bytes.length));
        }
    }

    void ascii(char character) {
        room(1);
        bytes[length++] = (byte) character;
    }

    void ascii(CharSequence text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void raw(byte[] utf8) {
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    void number(long value) {
        if (value < 0) {
            ascii('-');
        }
        unsigned(Math.abs(value));
    }

    /** The smallest long stands for 2^63. */
    void unsigned(long value) {
        int width = 1;
        for (long rest = Long.divideUnsigned(value, 10); rest != 0; rest /= 10) {
            width++;
        }
        padded(value, width);
    }

    /** The last {@code width} decimal digits of an unsigned value. */
    void padded(long value, int width) {
        room(width);
        length += width;
        int at = length;
        long rest = value;
        for (int i = 0; i < width; i++) {
            long quotient = Long.divideUnsigned(rest, 10);
            bytes[--at] = (byte) ('0' + (rest - quotient * 10));
            rest = quotient;
        }
    }

    /** A string {@code "0x…"} of the bytes, lower case. */
    void hex(ByteSource source, int row) {
        int count = (int) ByteWriters.checked(source.length(row));
        room(2L * count + 4);
        int start = length;
        bytes[start] = '"';
        bytes[start + 1] = '0';
        bytes[start + 2] = 'x';
        // The raw bytes go to the right half first; digits then never overtake them.
        int from = start + 3 + count;
        int to = start + 3;
        source.copy(row, bytes, from, count);
        for (int i = 0; i < count; i++) {
            byte one = bytes[from + i];
            bytes[to++] = HEX[one >> 4 & 15];
            bytes[to++] = HEX[one & 15];
        }
        bytes[to] = '"';
        length = to + 1;
    }

    /** A string of the text, escaped, after the rules were applied. */
    void string(ByteSource source, TextRules rules, int row) {
        int raw = (int) ByteWriters.checked(source.length(row));
        int most = (int) ByteWriters.checked(rules.roomFor(raw));
        if (most > scratch.length) {
            scratch = new byte[most];
        }
        source.copy(row, scratch, 0, raw);
        int count = rules.clean(scratch, 0, raw);
        long escapes = 0;
        for (int i = 0; i < count; i++) {
            byte one = scratch[i];
            escapes += one >= 0 && one < ' ' ? 5 : one == '"' || one == '\\' ? 1 : 0;
        }
        room(count + escapes + 2);
        bytes[length++] = '"';
        for (int i = 0; i < count; i++) {
            escaped(scratch[i]);
        }
        bytes[length++] = '"';
    }

    private void escaped(byte character) {
        if (character == '"' || character == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = character;
        } else if (character >= 0 && character < ' ') {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            bytes[length++] = '0';
            bytes[length++] = '0';
            bytes[length++] = HEX[character >> 4];
            bytes[length++] = HEX[character & 15];
        } else {
            bytes[length++] = character;
        }
    }
}
