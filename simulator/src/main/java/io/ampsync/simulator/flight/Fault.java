package io.ampsync.simulator.flight;

import io.grpc.Status;

/**
 * Something that goes wrong once.
 *
 * @param place where it strikes
 * @param call which call it strikes, counted from 1 among the calls of the place's kind since the fault was armed
 * @param action what happens
 */
public record Fault(Place place, int call, Action action) {

    /** Where a fault strikes. */
    public sealed interface Place {
        /** On receipt of GetFlightInfo. */
        record AtGetFlightInfo() implements Place {}

        /** On receipt of DoGet, before its ticket is looked at. */
        record AtDoGet() implements Place {}

        /** Before the k-th message of a DoGet, the schema being number 0. */
        record BeforeMessage(int k) implements Place {}

        /** After the k-th message of a DoGet has been handed to the transport, the schema being number 0. */
        record AfterMessage(int k) implements Place {}

        /** Before the k-th completion message of a stream, counted from 1. */
        record BeforeCompletion(int k) implements Place {}

        /** After the k-th completion message of a stream, counted from 1. */
        record AfterCompletion(int k) implements Place {}
    }

    /** What happens. */
    public sealed interface Action {
        /** The call ends with this status. */
        record Fail(Status.Code code, String text) implements Action {}

        /** The TCP connection is reset: no trailers, no GOAWAY, every call on it dies. */
        record Reset() implements Action {}

        /** The call says nothing more until the client gives up. */
        record Hang() implements Action {}
    }
}
