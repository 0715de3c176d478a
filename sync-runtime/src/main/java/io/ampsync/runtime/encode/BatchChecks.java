package io.ampsync.runtime.encode;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a batch has to be before its rows are believed. */
final class BatchChecks {
    private BatchChecks() {}

    /** Same names and types in the same order; metadata and nullability may differ from message to message. */
    static void sameColumns(Schema announced, Schema received) {
        List<Field> expected = announced.getFields();
        List<Field> actual = received.getFields();
        if (expected.size() != actual.size()) {
            throw invalid("The batch has " + actual.size() + " columns, announced were " + expected.size() + ".");
        }
        for (int i = 0; i < expected.size(); i++) {
            Field want = expected.get(i);
            Field got = actual.get(i);
            if (!want.getName().equals(got.getName()) || !sameType(want, got)) {
                throw invalid("Column " + (i + 1) + " of the batch is " + describe(got) + ", announced was "
                        + describe(want) + ".");
            }
        }
    }

    private static boolean sameType(Field want, Field got) {
        List<Field> wanted = want.getChildren();
        List<Field> found = got.getChildren();
        if (got.getDictionary() != null || !want.getType().equals(got.getType()) || wanted.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!sameType(wanted.get(i), found.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String describe(Field field) {
        return "\"" + field.getName() + "\" " + field.getType();
    }

    static void nullsAllowed(Schema announced, VectorSchemaRoot rows) {
        List<Field> fields = announced.getFields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            FieldVector vector = rows.getVector(i);
            boolean required = TypeMapping.isNeverNull(field) || field.getName().equals(TableEncoder.BLOCK_NUM);
            if (required && vector.getNullCount() > 0) {
                throw invalid("Column \"" + field.getName() + "\" of the batch has a null, which it must not have.");
            }
        }
    }

    static void blockFollows(long block, long previous, BlockRange range) {
        if (block < range.start() || block > range.end()) {
            throw invalid("A row of block " + Long.toUnsignedString(block) + " came in the microbatch of blocks "
                    + range.start() + " to " + range.end() + ".");
        }
        if (block < previous) {
            throw invalid("A row of block " + block + " came after rows of block " + previous + ".");
        }
    }

    private static SyncException invalid(String message) {
        return new SyncException(Reason.BATCH_INVALID, message);
    }
}
