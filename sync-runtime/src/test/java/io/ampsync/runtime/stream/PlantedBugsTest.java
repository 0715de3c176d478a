package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.flight.BlockRange;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model test is worth something only if it fails when the rules are wrong. */
class PlantedBugsTest {
    /** Each takes over where it differs, and leaves the rest to the rules. */
    enum Bug {
        IGNORES_PREV_HASH {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                boolean next = now.start() == now.checkpoint().number() + 1;
                return next ? Optional.of(new Decision.Forward()) : Optional.empty();
            }
        },
        CUTS_AT_THE_START_OF_THE_ANSWER {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                boolean inside = now.start() > now.firstBlock()
                        && now.start() <= now.checkpoint().number();
                return inside ? replace(now.start()) : Optional.empty();
            }
        },
        DROPS_THE_WHOLE_RANGE_THAT_THE_ANSWER_BEGINS_IN {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                return now.journal().entries().stream()
                        .filter(entry -> entry.start() < now.start() && entry.end() >= now.start())
                        .findFirst()
                        .flatMap(entry -> replace(entry.start()));
            }
        },
        ACCEPTS_A_GAP {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                boolean above = now.start() > now.checkpoint().number();
                return above ? Optional.of(new Decision.Forward()) : Optional.empty();
            }
        },
        CUTS_ONE_BLOCK_TOO_HIGH {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                return right instanceof Decision.Replace replace ? replace(replace.cutFrom() + 1) : Optional.empty();
            }
        },
        CUTS_ONE_RANGE_TOO_LOW {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                return right instanceof Decision.Replace replace
                        ? now.journal().lastEndingBefore(replace.cutFrom()).flatMap(entry -> replace(entry.start()))
                        : Optional.empty();
            }
        },
        TAKES_AN_IGNORED_CURSOR_FOR_A_REORG {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                boolean first = now.start() == now.firstBlock();
                return first && now.cursorMayBeIgnored() ? replace(now.firstBlock()) : Optional.empty();
            }
        },
        TAKES_A_REORG_FOR_AN_IGNORED_CURSOR {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                boolean first = now.start() == now.firstBlock();
                return first && now.cursorMayBeIgnored()
                        ? Optional.of(new Decision.Refuse(Reason.CURSOR_IGNORED, "no evidence asked for"))
                        : Optional.empty();
            }
        },
        KNOWS_A_REDELIVERY_BY_ITS_NUMBER {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                return now.journal().entryEndingAt(now.incoming().end()).map(_ -> new Decision.Redelivery());
            }
        },
        TRUSTS_AN_ANSWER_WITHOUT_PARENT {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                return now.boundaryRightBefore() && now.incoming().prevHash() == null
                        ? replace(now.start())
                        : Optional.empty();
            }
        },
        FORGETS_THAT_IT_LOOKS_FOR_THE_FORK {
            @Override
            Optional<Decision> instead(Situation now, Decision right) {
                return right instanceof Decision.Reconnect(Memory memory, String why)
                                && memory.ask() instanceof Ask.Below
                        ? Optional.of(new Decision.Reconnect(Memory.FRESH, why))
                        : Optional.empty();
            }
        };

        abstract Optional<Decision> instead(Situation now, Decision right);

        private static Optional<Decision> replace(long cutFrom) {
            return Optional.of(new Decision.Replace(cutFrom, ReorgKind.ALIGNED));
        }

        Step decide(Connection connection, Journal journal, BlockRange incoming) {
            Step right = ReorgRules.decide(connection, journal, incoming);
            if (journal.isEmpty()) {
                return right;
            }
            return instead(new Situation(connection, journal, incoming), right.decision())
                    .map(wrong -> new Step(
                            wrong,
                            wrong instanceof Decision.Reconnect reconnect
                                    ? connection.remembering(reconnect.memory())
                                    : connection))
                    .orElse(right);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theModelTestNotices(Bug bug) {
        assertThat(LongStream.range(0, 400).anyMatch(seed -> fails(bug, seed)))
                .as("a history that fails because the rules have the bug %s", bug)
                .isTrue();
    }

    private static boolean fails(Bug bug, long seed) {
        try {
            new ModelRun(seed, bug::decide).play(ReorgModelTest.events(seed, 60));
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }
}
