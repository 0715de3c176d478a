package io.ampsync.simulator.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** JSON-RPC values as cells: what a value becomes depends on the Arrow type of its column alone. */
final class Cells {
    private static final HexFormat HEX = HexFormat.of();
    private static final int HEX_RADIX = 16;
    private static final int LONG_BITS = 64;

    private Cells() {}

    /**
     * The cell of a value: {@code Long}, {@code Integer}, {@code Boolean}, {@code byte[]} (also for text),
     * {@code BigDecimal}, or a {@code List} of cells for lists and structs.
     *
     * @throws IllegalArgumentException when the value is absent or does not fit, naming the column
     */
    static @Nullable Object of(Field field, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            if (field.isNullable()) {
                return null;
            }
            throw new IllegalArgumentException("the node gave no " + field.getName());
        }
        try {
            return present(field, value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(field.getName() + " cannot hold " + value, e);
        }
    }

    private static Object present(Field field, JsonNode value) {
        return switch (field.getType()) {
            case ArrowType.Int type -> integer(type, quantity(value));
            case ArrowType.Bool _ -> quantity(value).signum() != 0;
            case ArrowType.Utf8 _ -> quantity(value).toString().getBytes(StandardCharsets.UTF_8);
            case ArrowType.Decimal _ -> new BigDecimal(quantity(value));
            case ArrowType.Timestamp _ ->
                TimeUnit.SECONDS.toNanos(quantity(value).longValueExact());
            case ArrowType.Binary _ -> bytes(value);
            case ArrowType.FixedSizeBinary type -> padded(value, type.getByteWidth());
            case ArrowType.List _ -> items(field.getChildren().getFirst(), value);
            case ArrowType.Struct _ -> members(field.getChildren(), value);
            default -> throw new IllegalArgumentException("no EVM column has the type " + field.getType());
        };
    }

    private static Object integer(ArrowType.Int type, BigInteger number) {
        int width = type.getBitWidth() - (type.getIsSigned() ? 1 : 0);
        if (number.bitLength() > width) {
            throw new ArithmeticException("wider than " + width + " bits");
        }
        return type.getBitWidth() == LONG_BITS ? (Object) number.longValue() : (Object) number.intValue();
    }

    private static List<@Nullable Object> items(Field item, JsonNode values) {
        List<@Nullable Object> cells = new ArrayList<>(values.size());
        values.forEach(value -> cells.add(of(item, value)));
        return cells;
    }

    private static List<@Nullable Object> members(List<Field> fields, JsonNode object) {
        List<@Nullable Object> cells = new ArrayList<>(fields.size());
        fields.forEach(field -> cells.add(of(field, object.path(camelCase(field.getName())))));
        return cells;
    }

    /** A non-negative number in hex; some nodes write numbers of receipts as JSON numbers. */
    static BigInteger quantity(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue();
        }
        String digits = digits(value);
        return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, HEX_RADIX);
    }

    private static byte[] bytes(JsonNode value) {
        return HEX.parseHex(digits(value));
    }

    /** Quantities such as r and s come without their leading zeros. */
    static byte[] padded(JsonNode value, int width) {
        String digits = digits(value);
        if (digits.length() > 2 * width) {
            throw new IllegalArgumentException("longer than " + width + " bytes");
        }
        return HEX.parseHex("0".repeat(2 * width - digits.length()) + digits);
    }

    private static String digits(JsonNode value) {
        String text = value.asText();
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException("not 0x and hex digits");
        }
        return text.substring(2);
    }

    /** {@code parent_hash} is {@code parentHash} in JSON-RPC. */
    static String camelCase(String column) {
        StringBuilder name = new StringBuilder(column.length());
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            if (c == '_' && i + 1 < column.length()) {
                i++;
                name.append(Character.toUpperCase(column.charAt(i)));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }
}
