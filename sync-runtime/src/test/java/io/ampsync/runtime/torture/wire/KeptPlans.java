package io.ampsync.runtime.torture.wire;

import static io.ampsync.runtime.torture.wire.Messages.BODY;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Has a session keep what it made of a statement, as some poolers do. The driver sends every text again; here one that the
 * session knows becomes a name, and the answer that is not asked for is put where the server would have put it, so that
 * both sides see every byte as without this.
 */
final class KeptPlans {
    private static final byte[] PARSED = {'1', 0, 0, 0, 4};
    private static final byte[] NONE = {};
    /** Others have literals in them, or are rare. Behind the name, which is empty. */
    private static final Pattern KEPT = Pattern.compile("(BEGIN|COMMIT|SELECT|INSERT|UPDATE|DELETE|WITH)\\b");

    private final Map<String, byte[]> names = new HashMap<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private int given;
    private byte[] current = NONE;

    /**
     * Something that is not answered yet.
     *
     * @param asked the type of the message; KNOWN if the server was not asked
     * @param text of a statement that is kept if the server takes it
     */
    private record Step(char asked, String text) {
        static final char KNOWN = '-';
    }

    /** What the server is to hear instead. */
    void asked(Messages message, ByteArrayOutputStream to) {
        char type = message.type();
        switch (type) {
            case 'P' -> parse(message, to);
            case 'B' -> {
                step(type);
                named(message, message.behindText(BODY), to);
            }
            case 'D' -> {
                step(type);
                named(message, BODY + 1, to);
            }
            case 'E', 'C', 'S', 'Q' -> {
                step(type);
                message.copyTo(to);
            }
            default -> message.copyTo(to);
        }
    }

    private void step(char type) {
        steps.add(new Step(type, ""));
    }

    private void parse(Messages message, ByteArrayOutputStream to) {
        String text = message.rest(BODY + 1);
        if (message.at(BODY) != 0 || !KEPT.matcher(text).lookingAt()) {
            current = NONE;
            step('P');
            message.copyTo(to);
            return;
        }
        byte[] known = names.get(text);
        if (known != null) {
            current = known;
            step(Step.KNOWN);
            return;
        }
        current = ("kept_" + given++).getBytes(StandardCharsets.US_ASCII);
        names.put(text, current);
        steps.add(new Step('P', text));
        message.copyTo(to, BODY, current);
    }

    /** With the name of what is kept where the statement without a name is meant. */
    private void named(Messages message, int place, ByteArrayOutputStream to) {
        boolean portal = message.type() == 'D' && message.at(BODY) != 'S';
        message.copyTo(to, place, portal || message.at(place) != 0 ? NONE : current);
    }

    /** What the client is to hear. */
    void answered(Messages message, ByteArrayOutputStream to) {
        char type = message.type();
        // Notices and the like come at any time.
        if ("NSA".indexOf(type) < 0) {
            while (isNext(Step.KNOWN)) {
                steps.remove();
                to.writeBytes(PARSED);
            }
            switch (type) {
                case '1', '2', '3', 'Z' -> steps.poll();
                case 'T', 'n' -> endIf('D');
                case 'C', 'I', 's' -> endIf('E');
                case 'E' -> failed();
                default -> {}
            }
        }
        message.copyTo(to);
    }

    private boolean isNext(char asked) {
        Step next = steps.peek();
        return next != null && next.asked() == asked;
    }

    private void endIf(char asked) {
        if (isNext(asked)) {
            steps.remove();
        }
    }

    /** The server ignores everything up to the next Sync. */
    private void failed() {
        while (!steps.isEmpty() && !isNext('S') && !isNext('Q')) {
            names.remove(steps.remove().text());
        }
    }

    /** Another client comes. What has no answer may not be there. */
    void forget() {
        steps.forEach(step -> names.remove(step.text()));
        steps.clear();
        current = NONE;
    }
}
