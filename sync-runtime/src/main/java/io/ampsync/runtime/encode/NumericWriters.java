package io.ampsync.runtime.encode;

/** Columns of PostgreSQL's numeric, by long arithmetic alone. */
final class NumericWriters {
    private NumericWriters() {}

    /** UInt64 → numeric(20,0). */
    static final class UInt64Writer extends FixedWriter {
        private final NumericDigits digits = new NumericDigits(20, 0);

        UInt64Writer() {
            super(NumericDigits.maxPayload(20));
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : digits.write(out, at, 0, 0, data.getLong(row * 8L));
        }
    }

    /** Decimal32(p,s) → numeric(p,s). */
    static final class Decimal32Writer extends FixedWriter {
        private final NumericDigits digits;

        Decimal32Writer(int precision, int scale) {
            super(NumericDigits.maxPayload(precision));
            this.digits = new NumericDigits(precision, scale);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long value = data.getInt(row * 4L);
            return digits.write(out, at, value, 0, Math.abs(value));
        }
    }

    /** Decimal64(p,s) → numeric(p,s). */
    static final class Decimal64Writer extends FixedWriter {
        private final NumericDigits digits;

        Decimal64Writer(int precision, int scale) {
            super(NumericDigits.maxPayload(precision));
            this.digits = new NumericDigits(precision, scale);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long value = data.getLong(row * 8L);
            return digits.write(out, at, value, 0, Math.abs(value));
        }
    }

    /** Decimal128(p,s) → numeric(p,s). */
    static final class Decimal128Writer extends FixedWriter {
        private final NumericDigits digits;

        Decimal128Writer(int precision, int scale) {
            super(NumericDigits.maxPayload(precision));
            this.digits = new NumericDigits(precision, scale);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long low = data.getLong(row * 16L);
            long high = data.getLong(row * 16L + 8);
            long sign = high >> 63;
            long magnitude = (low ^ sign) - sign;
            return digits.write(out, at, high, (high ^ sign) + (magnitude == 0 ? -sign : 0), magnitude);
        }
    }

    /** Decimal256(p,s) → numeric(p,s). */
    static final class Decimal256Writer extends FixedWriter {
        private final WideNumericDigits digits;

        Decimal256Writer(int precision, int scale) {
            super(NumericDigits.maxPayload(precision));
            this.digits = new WideNumericDigits(precision, scale);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : digits.write(out, at, data, row * 32L);
        }
    }
}
