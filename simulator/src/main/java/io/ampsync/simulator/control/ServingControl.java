package io.ampsync.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminFaults;
import io.ampsync.simulator.flight.Behaviour;
import io.ampsync.simulator.flight.Fault;
import io.grpc.Status;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** How the ports serve: sizes, cuts, silence, authorization, and what goes wrong. */
final class ServingControl {
    private static final int KILOBYTE = 1024;
    private static final int GIGABYTE = KILOBYTE * KILOBYTE * KILOBYTE;

    private final AmpSimulator simulator;
    private final AdminFaults adminFaults;

    ServingControl(AmpSimulator simulator, AdminFaults adminFaults) {
        this.simulator = simulator;
        this.adminFaults = adminFaults;
    }

    /** Only the members that are there change; {@code null} for {@code cutSeed} and {@code token} takes them away. */
    void behave(Fields fields) {
        Change change = new Change();
        fields.optionalNumber("microbatchBlocks", 1, Integer.MAX_VALUE)
                .ifPresent(blocks -> change.add(now -> now.withMicrobatchBlocks(blocks)));
        fields.ifNamed("cutSeed", _ -> {
            Optional<Long> seed = fields.optionalNumber("cutSeed", Long.MIN_VALUE, Long.MAX_VALUE);
            OptionalLong value = seed.isPresent() ? OptionalLong.of(seed.get()) : OptionalLong.empty();
            change.add(now -> now.withCutSeed(value));
        });
        fields.optionalNumber("batchRows", 1, Integer.MAX_VALUE)
                .ifPresent(rows -> change.add(now -> now.withBatchRows(rows.intValue())));
        fields.optionalNumber("messageBytes", KILOBYTE, GIGABYTE)
                .ifPresent(bytes -> change.add(now -> now.withMessageBytes(bytes.intValue())));
        fields.json("keepAlives").ifPresent(places -> {
            Set<Behaviour.KeepAlive> wanted = keepAlives(places);
            change.add(now -> now.withKeepAlives(wanted));
        });
        fields.duration("messageDelay").ifPresent(delay -> change.add(now -> now.withMessageDelay(delay)));
        fields.flag("silent").ifPresent(silent -> change.add(now -> now.withSilent(silent)));
        fields.flag("ignoreCursor").ifPresent(ignored -> change.add(now -> now.withIgnoreCursor(ignored)));
        fields.ifNamed("token", _ -> {
            Optional<String> token = fields.optionalText("token");
            change.add(now -> now.withToken(token));
        });
        fields.noOthers();
        simulator.behave(change.all);
    }

    private static Set<Behaviour.KeepAlive> keepAlives(JsonNode places) {
        if (!places.isArray()) {
            throw new BadInput("keepAlives", "must be an array of start and middle, not " + places);
        }
        Set<Behaviour.KeepAlive> wanted = EnumSet.noneOf(Behaviour.KeepAlive.class);
        places.forEach(place -> wanted.add(Fields.constant("keepAlives", Behaviour.KeepAlive.class, place.asText())));
        return wanted;
    }

    private enum Place {
        GET_FLIGHT_INFO,
        DO_GET,
        BEFORE_MESSAGE,
        AFTER_MESSAGE,
        BEFORE_COMPLETION,
        AFTER_COMPLETION
    }

    private enum Action {
        FAIL,
        RESET,
        HANG
    }

    void armFault(Fields fields) {
        Place place = fields.choice("place", Place.class)
                .orElseThrow(() -> new BadInput("place", "is missing, for example before-completion"));
        boolean counts = switch (place) {
            case GET_FLIGHT_INFO, DO_GET -> false;
            case BEFORE_MESSAGE, AFTER_MESSAGE, BEFORE_COMPLETION, AFTER_COMPLETION -> true;
        };
        int k = counts ? (int) fields.number("k", 0, Integer.MAX_VALUE) : 0;
        int call =
                fields.optionalNumber("call", 1, Integer.MAX_VALUE).orElse(1L).intValue();
        Action action = fields.choice("action", Action.class).orElse(Action.FAIL);
        Fault.Action effect = switch (action) {
            case FAIL ->
                new Fault.Action.Fail(
                        fields.choice("code", Status.Code.class).orElse(Status.Code.UNAVAILABLE),
                        fields.optionalText("text").orElse("fault"));
            case RESET -> new Fault.Action.Reset();
            case HANG -> new Fault.Action.Hang();
        };
        fields.noOthers();
        simulator.faults().arm(new Fault(at(place, k), call, effect));
    }

    private static Fault.Place at(Place place, int k) {
        return switch (place) {
            case GET_FLIGHT_INFO -> new Fault.Place.AtGetFlightInfo();
            case DO_GET -> new Fault.Place.AtDoGet();
            case BEFORE_MESSAGE -> new Fault.Place.BeforeMessage(k);
            case AFTER_MESSAGE -> new Fault.Place.AfterMessage(k);
            case BEFORE_COMPLETION -> new Fault.Place.BeforeCompletion(k);
            case AFTER_COMPLETION -> new Fault.Place.AfterCompletion(k);
        };
    }

    void failAdmin(Fields fields) {
        Optional<Long> status = fields.optionalNumber("status", 400, 599);
        int calls =
                fields.optionalNumber("calls", 0, Integer.MAX_VALUE).orElse(1L).intValue();
        Optional<Duration> delay = fields.duration("delay");
        fields.noOthers();
        status.ifPresent(code -> adminFaults.fail(code.intValue(), calls));
        delay.ifPresent(adminFaults::delay);
    }

    /** Collects changes first, so that a wrong member leaves everything as it was. */
    private static final class Change {
        private UnaryOperator<Behaviour> all = UnaryOperator.identity();

        void add(UnaryOperator<Behaviour> one) {
            UnaryOperator<Behaviour> before = all;
            all = behaviour -> one.apply(before.apply(behaviour));
        }
    }
}
