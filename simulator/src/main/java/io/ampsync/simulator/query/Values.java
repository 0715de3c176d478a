package io.ampsync.simulator.query;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.HexValue;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Cells and literals as comparable Java values: BigDecimal, String, Boolean; binary as lower-case hex digits. */
final class Values {
    private Values() {}

    /** Null for what is no literal. */
    static @Nullable Object literal(Expression expression) {
        return switch (expression) {
            case LongValue value -> new BigDecimal(value.getStringValue());
            case DoubleValue value -> BigDecimal.valueOf(value.getValue());
            case SignedExpression signed
            when signed.getSign() == '-' && literal(signed.getExpression()) instanceof BigDecimal value ->
                value.negate();
            case HexValue value -> hexDigits(value.getValue());
            case StringValue value
            when "X".equalsIgnoreCase(value.getPrefix()) -> value.getValue().toLowerCase(Locale.ROOT);
            case StringValue value -> value.getValue();
            case BooleanValue value -> value.getValue();
            default -> null;
        };
    }

    private static String hexDigits(String text) {
        String digits = text.toLowerCase(Locale.ROOT);
        return digits.startsWith("0x") ? digits.substring(2) : digits.replaceAll("^x'|'$", "");
    }

    static @Nullable Object cell(VectorSchemaRoot rows, int column, int row) {
        FieldVector vector = rows.getVector(column);
        if (vector.isNull(row)) {
            return null;
        }
        if (vector instanceof UInt8Vector longs) {
            return new BigDecimal(Long.toUnsignedString(longs.get(row)));
        }
        if (vector instanceof UInt4Vector ints) {
            return new BigDecimal(Integer.toUnsignedString(ints.get(row)));
        }
        Object value = vector.getObject(row);
        return switch (value) {
            case Boolean flag -> flag;
            case BigDecimal decimal -> decimal;
            case Number number
            when vector.getField().getType() instanceof ArrowType.FloatingPoint ->
                BigDecimal.valueOf(number.doubleValue());
            case Number number -> BigDecimal.valueOf(number.longValue());
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }

    /** Empty when one side is null or the types differ, as with SQL's unknown. */
    static Optional<Integer> compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            return Optional.of(a.compareTo(b));
        }
        if (left instanceof String a && right instanceof String b) {
            return Optional.of(a.compareTo(b));
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return Optional.of(a.compareTo(b));
        }
        return Optional.empty();
    }
}
