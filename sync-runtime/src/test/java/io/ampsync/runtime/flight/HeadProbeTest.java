package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.ScriptedServer.End;
import io.ampsync.runtime.flight.ScriptedServer.Fail;
import io.ampsync.runtime.flight.ScriptedServer.Send;
import io.ampsync.runtime.flight.ScriptedServer.Step;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class HeadProbeTest extends FlightFixture {
    private static final Schema NEWEST = new Schema(List.of(Field.nullable("max", new ArrowType.Int(64, false))));
    private static final Schema BLOCK = new Schema(List.of(
            Field.notNullable("hash", new ArrowType.FixedSizeBinary(32)),
            Field.notNullable("timestamp", new ArrowType.Timestamp(TimeUnit.NANOSECOND, "+00:00"))));

    @Test
    void atHeadTheMetadataOfAnEmptyAnswerTellsTheHead() throws Exception {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 48, false))),
                new Send(Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 48, true))),
                new End());

        assertThat(HeadProbe.ask(source(), Era.HEAD, "\"_/anvil_rpc@1.0.0\".logs"))
                .contains(new Head(48, BlockHash.parse(Wire.hash(49)), Instant.ofEpochSecond(1438270016)));
        assertThat(query(0))
                .isEqualTo("SELECT _block_num FROM \"_/anvil_rpc@1.0.0\".logs WHERE _block_num > 9000000000000000000");
        assertThat(server.calls().get(0).header("amp-stream")).isEqualTo("false");
    }

    @Test
    void noRangesMeanThatNothingIsSynced() throws Exception {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.empty(Wire.ROWS, allocator, "{\"ranges\":[],\"ranges_complete\":false}")),
                new End());

        assertThat(HeadProbe.ask(source(), Era.HEAD, "t")).isEmpty();
    }

    @Test
    void inTheSeedErasTheNewestBlockIsAskedFor() throws Exception {
        try (VectorSchemaRoot newest = VectorSchemaRoot.create(NEWEST, allocator);
                VectorSchemaRoot block = VectorSchemaRoot.create(BLOCK, allocator)) {
            ((UInt8Vector) newest.getVector(0)).setSafe(0, 17);
            newest.setRowCount(1);
            ((FixedSizeBinaryVector) block.getVector(0))
                    .setSafe(0, BlockHash.parse(Wire.hash(7)).bytes());
            ((TimeStampNanoTZVector) block.getVector(1)).setSafe(0, 1_700_000_169_000_000_001L);
            block.setRowCount(1);
            answers(NEWEST, Wire.batch(newest, ""));
            answers(BLOCK, Wire.empty(BLOCK, allocator, ""), Wire.batch(block, ""));
        }

        assertThat(HeadProbe.ask(source(), Era.S1, "anvil_rpc__1_0_0.blocks"))
                .contains(new Head(17, BlockHash.parse(Wire.hash(7)), Instant.ofEpochSecond(1_700_000_169, 1)));
        assertThat(query(0)).isEqualTo("SELECT max(block_num) FROM anvil_rpc__1_0_0.blocks");
        assertThat(query(2)).isEqualTo("SELECT hash, timestamp FROM anvil_rpc__1_0_0.blocks WHERE block_num = 17");
    }

    @Test
    void anEmptyBlocksTableHasNoHead() throws Exception {
        try (VectorSchemaRoot nothing = VectorSchemaRoot.create(NEWEST, allocator)) {
            nothing.setRowCount(1);
            answers(NEWEST, Wire.batch(nothing, ""));
        }
        assertThat(HeadProbe.ask(source(), Era.S2, "blocks")).isEmpty();

        answers(NEWEST);
        assertThat(HeadProbe.ask(source(), Era.S2, "blocks")).isEmpty();
    }

    private void answers(Schema schema, FlightData... batches) {
        List<Step> script = new ArrayList<>(List.of(new Send(Wire.schema(schema))));
        Arrays.stream(batches).map(Send::new).forEach(script::add);
        script.add(new End());
        server.plansNext(Wire.info(schema)).plays(script.toArray(Step[]::new));
    }

    @Test
    void anErrorStaysAnError() {
        server.plays(new Fail(Status.INTERNAL.withDescription("Table _/a.blocks has not been synced")));

        assertThatThrownBy(() -> HeadProbe.ask(source(), Era.HEAD, "t"))
                .isInstanceOf(SyncException.class)
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.NOTHING_SYNCED);
    }

    private String query(int call) throws InvalidProtocolBufferException {
        FlightDescriptor descriptor =
                FlightDescriptor.parseFrom(server.calls().get(call).request());
        return Any.parseFrom(descriptor.getCmd())
                .unpack(CommandStatementQuery.class)
                .getQuery();
    }
}
