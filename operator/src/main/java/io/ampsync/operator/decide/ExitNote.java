package io.ampsync.operator.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a process leaves in the termination log: {@code {exitCode, reason, message}}, or the end of its log. */
public final class ExitNote {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 300;

    private ExitNote() {}

    /** The note as one sentence. */
    public static String sentence(String note) {
        try {
            JsonNode tree = JSON.readTree(note);
            if (tree != null && tree.hasNonNull("reason") && tree.hasNonNull("message")) {
                return tree.get("reason").asText() + ": " + tree.get("message").asText();
            }
        } catch (JsonProcessingException e) {
            // The end of a log: told as it is.
        }
        String end = note.strip();
        return end.length() <= LONGEST ? end : "…" + end.substring(end.length() - LONGEST);
    }
}
