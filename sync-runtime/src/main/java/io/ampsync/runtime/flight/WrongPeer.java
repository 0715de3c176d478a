package io.ampsync.runtime.flight;

import java.util.Optional;

/** What answers on a port that is not the one that was meant, told by the transport's own words. */
enum WrongPeer {
    /** The first bytes are those of {@code HTTP/}. */
    HTTP1(
            "not SETTINGS. Hex dump for first 5 bytes: 485454502f",
            "speaks HTTP/1 and not gRPC: AMP_FLIGHT_ADDR is probably the port of the Admin API, or of a proxy without"
                    + " HTTP/2; Flight's is 1602 by default"),

    /** A TLS alert. */
    TLS("not SETTINGS. Hex dump for first 5 bytes: 1503", "speaks TLS: write AMP_FLIGHT_ADDR with https or grpc+tls"),

    /** No TLS at all. */
    PLAIN("not an SSL/TLS record", "does not speak TLS: write AMP_FLIGHT_ADDR with http or grpc, or correct the port");

    private final String sign;
    private final String sentence;

    WrongPeer(String sign, String sentence) {
        this.sign = sign;
        this.sentence = sentence;
    }

    /** What is to be said about it; empty if the text shows nothing of the kind. */
    static Optional<String> of(String text) {
        for (WrongPeer peer : values()) {
            if (text.contains(peer.sign)) {
                return Optional.of(peer.sentence);
            }
        }
        return Optional.empty();
    }
}
