package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.query.Refused;
import io.ampsync.simulator.stream.Cursor;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels from GetFlightInfo to DoGet, and the header that it comes from. */
class TicketTest {
    @Property
    void ticketGivesBackWhatWasFrozen(
            @ForAll @AlphaChars @StringLength(max = 400) String sql,
            @ForAll boolean streaming,
            @ForAll boolean present,
            @ForAll @Size(max = 3) Map<@AlphaChars @StringLength(max = 8) String, Long> numbers) {
        Ticket ticket = new Ticket(sql, streaming, present ? Optional.of(cursors(numbers)) : Optional.empty());

        assertThat(Ticket.decode(ticket.encode())).isEqualTo(ticket);
    }

    @Property
    void cutTicketIsAnInvalidArgument(@ForAll @IntRange(max = 70) int length) {
        byte[] whole = new Ticket("SELECT 1", true, Optional.of(cursors(Map.of("anvil", 300L)))).encode();
        byte[] cut = Arrays.copyOf(whole, Math.min(length, whole.length - 1));

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Ticket.decode(cut))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "7",
                "null",
                "{\"anvil\":7}",
                "{\"anvil\":{\"number\":\"7\",\"hash\":\"HASH\"}}",
                "{\"anvil\":{\"number\":7.5,\"hash\":\"HASH\"}}",
                "{\"anvil\":{\"number\":7}}",
                "{\"anvil\":{\"number\":7,\"hash\":\"0x12\"}}",
                "{\"anvil\":{\"number\":7,\"hash\":\"HASH\"}",
            })
    void headerOfAnotherShapeIsNoHeader(String text) {
        assertThat(ResumeHeader.parse(text.replace("HASH", "ab".repeat(32)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ab", "AB", "0xab"})
    void hashCanBeSpelledInSeveralWays(String spelling) {
        String hash = spelling + "ab".repeat(31);

        assertThat(ResumeHeader.parse("{\"anvil\":{\"number\":7,\"hash\":\"" + hash + "\",\"more\":1}}"))
                .contains(Map.of("anvil", new Cursor(7, Hash.parse("ab".repeat(32)))));
    }

    private static Map<String, Cursor> cursors(Map<String, Long> numbers) {
        Map<String, Cursor> cursors = new TreeMap<>();
        numbers.forEach((network, number) ->
                cursors.put(network, new Cursor(number, Hash.parse("%064x".formatted(network.length())))));
        return cursors;
    }
}
