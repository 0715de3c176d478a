package io.ampsync.runtime.stream;

/**
 * What the rules remember between connections, until a microbatch is accepted. Never needed for correctness: a crash
 * loses it and costs a few more connections.
 *
 * @param ask what the next connection asks for
 * @param honoured a probe has shown that the server reads cursors, and nothing more
 * @param ignored answers in a row that showed an ignored cursor
 * @param gaps answers in a row that left a gap
 * @param rewinds connections in a row that did not go back far enough
 * @param reconnects connections in a row that were given up by decision
 */
public record Memory(Ask ask, boolean honoured, int ignored, int gaps, int rewinds, int reconnects) {
    public static final Memory FRESH = new Memory(new Ask.Onward(), false, 0, 0, 0, 0);

    /** For use after a connection that was given up because it stayed silent: asks from the checkpoint again. */
    public Memory unanswered() {
        return ask instanceof Ask.Onward ? this : asking(new Ask.Onward());
    }

    Memory asking(Ask next) {
        return new Memory(next, honoured, ignored, gaps, rewinds, reconnects + 1);
    }

    Memory rewinding(Ask.Below below) {
        return new Memory(below, honoured, 0, 0, rewinds + 1, reconnects + 1);
    }

    Memory knowingCursorsWork(Ask next) {
        return new Memory(next, true, ignored, gaps, rewinds, reconnects + 1);
    }

    Memory afterIgnored(Ask next) {
        return new Memory(next, false, ignored + 1, gaps, rewinds, reconnects + 1);
    }

    /** A part of what is stored was delivered again, and is the source's chain. */
    Memory proven(Ask next) {
        return new Memory(next, false, 0, 0, next instanceof Ask.Onward ? 0 : rewinds, reconnects);
    }

    Memory afterGap() {
        return new Memory(ask, honoured, ignored, gaps + 1, rewinds, reconnects + 1);
    }
}
