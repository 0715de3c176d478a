package io.ampsync.runtime.encode;

/** Columns of PostgreSQL's numeric, by long arithmetic alone. */
final class NumericWriters {
    private NumericWriters() {}

    /** UInt64 → numeric(20,0). */
    static final class UInt64Writer extends FixedWriter {
        UInt64Writer() {
            super(NumericDigits.maxPayload(20));
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row)
                    ? writeNull(out, at)
                    : NumericDigits.writeUnsigned(out, at, false, data.getLong(row * 8L), 0, 0);
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
            boolean negative = high < 0;
            if (high == low >> 63) {
                return digits.write(out, at, negative, Math.abs(low));
            }
            return digits.writeLimbs(out, at, negative, WideInteger.magnitude128(low, high, digits.limbs()));
        }
    }

    /** Decimal256(p,s) → numeric(p,s). */
    static final class Decimal256Writer extends FixedWriter {
        private final NumericDigits digits;

        Decimal256Writer(int precision, int scale) {
            super(NumericDigits.maxPayload(precision));
            this.digits = new NumericDigits(precision, scale);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long address = row * 32L;
            int count = WideInteger.magnitude256(data, address, digits.limbs());
            return digits.writeLimbs(out, at, data.getLong(address + 24) < 0, count);
        }
    }
}
