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
import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class HeadProbeTest extends FlightFixture {
    private static final Schema NEWEST = new Schema(List.of(
            Field.nullable("max(block_num)", new ArrowType.Int(64, false)),
            Field.nullable("max(timestamp)", new ArrowType.Timestamp(TimeUnit.NANOSECOND, "+00:00"))));

    @Test
    void atHeadTheMetadataOfAnEmptyAnswerTellsTheHead() throws Exception {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 48, false))),
                new Send(Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 48, true))),
                new End());

        assertThat(HeadProbe.ask(source(), Era.HEAD, "\"_/anvil_rpc@1.0.0\".logs"))
                .contains(new Head(48, BlockHash.parse(Wire.hash(49)), Instant.ofEpochSecond(1438270016)));
        assertThat(query())
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
        server.plans(Wire.info(NEWEST));
        try (VectorSchemaRoot root = VectorSchemaRoot.create(NEWEST, allocator)) {
            ((UInt8Vector) root.getVector(0)).setSafe(0, 17);
            ((TimeStampNanoTZVector) root.getVector(1)).setSafe(0, 1_700_000_169_000_000_001L);
            root.setRowCount(1);
            server.plays(new Send(Wire.schema(NEWEST)), new Send(Wire.batch(root, "")), new End());
        }

        assertThat(HeadProbe.ask(source(), Era.S1, "anvil_rpc__1_0_0.blocks"))
                .contains(new Head(17, null, Instant.ofEpochSecond(1_700_000_169, 1)));
        assertThat(query()).isEqualTo("SELECT max(block_num), max(timestamp) FROM anvil_rpc__1_0_0.blocks");
    }

    @Test
    void anEmptyBlocksTableHasNoHead() throws Exception {
        server.plans(Wire.info(NEWEST));
        try (VectorSchemaRoot root = VectorSchemaRoot.create(NEWEST, allocator)) {
            root.setRowCount(1);
            server.plays(new Send(Wire.schema(NEWEST)), new Send(Wire.batch(root, "")), new End());
        }
        assertThat(HeadProbe.ask(source(), Era.S2, "blocks")).isEmpty();

        server.plays(new Send(Wire.schema(NEWEST)), new End());
        assertThat(HeadProbe.ask(source(), Era.S2, "blocks")).isEmpty();
    }

    @Test
    void anErrorStaysAnError() {
        server.plays(new Fail(Status.INTERNAL.withDescription("Table _/a.blocks has not been synced")));

        assertThatThrownBy(() -> HeadProbe.ask(source(), Era.HEAD, "t"))
                .isInstanceOf(SyncException.class)
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.NOTHING_SYNCED);
    }

    private String query() throws InvalidProtocolBufferException {
        FlightDescriptor descriptor =
                FlightDescriptor.parseFrom(server.calls().get(0).request());
        return Any.parseFrom(descriptor.getCmd())
                .unpack(CommandStatementQuery.class)
                .getQuery();
    }
}
