package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class FlightMessageReaderTest {
    private static final FlightData PLAIN = FlightData.newBuilder()
            .setDataHeader(ByteString.copyFromUtf8("header"))
            .setAppMetadata(ByteString.copyFromUtf8("metadata"))
            .setDataBody(ByteString.copyFromUtf8("body"))
            .build();

    @Test
    void allThreeMembersAreRead() throws IOException {
        assertThat(read(PLAIN.toByteArray())).isEqualTo("header|metadata|body");
    }

    @Test
    void absentMembersAreEmpty() throws IOException {
        assertThat(read(new byte[0])).isEqualTo("||null");
    }

    @Test
    void unknownMembersOfEveryWireTypeAreSkipped() throws IOException {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(Long.MAX_VALUE)
                                .addFixed32(7)
                                .addFixed64(8)
                                .addLengthDelimited(ByteString.copyFrom(new byte[300]))
                                .build())
                .build();
        byte[] bytes = PLAIN.toBuilder()
                .setFlightDescriptor(FlightDescriptor.newBuilder().addPath("x"))
                .setUnknownFields(unknown)
                .build()
                .toByteArray();

        assertThat(read(bytes)).isEqualTo("header|metadata|body");
    }

    @Test
    void theLastOfRepeatedMembersCountsAndTheFirstIsReleased() throws IOException {
        byte[] twice = PLAIN.toByteString()
                .concat(PLAIN.toBuilder()
                        .setDataBody(ByteString.copyFromUtf8("second"))
                        .build()
                        .toByteString())
                .toByteArray();

        assertThat(read(twice)).isEqualTo("header|metadata|second");
    }

    @Property(tries = 50)
    void aMessageCutAnywhereInAMemberIsRefused(@ForAll @IntRange(min = 1, max = 27) int length) throws IOException {
        byte[] whole = PLAIN.toByteArray();
        boolean betweenMembers = length == 8 || length == 18;
        if (betweenMembers) {
            assertThat(read(Arrays.copyOf(whole, length))).startsWith("header");
        } else if (length < whole.length) {
            assertThatThrownBy(() -> read(Arrays.copyOf(whole, length))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLengthThatLiesAllocatesNothing() {
        byte[] twoGigabytes = {(byte) 0xc2, 0x3e, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
        byte[] negative = {0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};

        assertThatThrownBy(() -> read(twoGigabytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2147483647");
        assertThatThrownBy(() -> read(negative)).isInstanceOf(IOException.class).hasMessageContaining("4294967295");
    }

    @Property
    void randomBytesAreReadOrRefusedAndNeverLeak(@ForAll @Size(max = 60) byte[] bytes) {
        assertThat(outcome(bytes)).isNotNull();
    }

    private static String outcome(byte[] bytes) {
        try {
            return read(bytes);
        } catch (IOException e) {
            return "refused";
        }
    }

    /** The allocator's own close fails the test on a leak. */
    private static String read(byte[] bytes) throws IOException {
        try (RootAllocator allocator = new RootAllocator();
                FlightMessage message =
                        new FlightMessageReader(allocator, 1 << 20).read(new ByteArrayInputStream(bytes))) {
            byte[] body = null;
            if (message.body() != null) {
                body = new byte[(int) message.body().readableBytes()];
                message.body().getBytes(0, body);
            }
            return ByteString.copyFrom(message.header()).toStringUtf8() + "|"
                    + ByteString.copyFrom(message.metadata()).toStringUtf8() + "|" + (body == null ? null : text(body));
        }
    }

    private static String text(byte[] bytes) {
        return ByteString.copyFrom(bytes).toStringUtf8();
    }
}
