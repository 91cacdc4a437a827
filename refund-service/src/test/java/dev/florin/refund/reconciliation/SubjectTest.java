package dev.florin.refund.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.refund.reconciliation.Difference.Rule;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectTest {
    private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");
    private static final Line.Thing THING = new Line.Thing("purchase", new UUID(0, 7));
    private static final Subject.Booked COMPLETED = new Subject.Booked.Completed("alice", usd(50), NOW);
    private static final Subject.Booked UNDER_WAY = new Subject.Booked.UnderWay();
    private static final Subject.Booked FAILED = new Subject.Booked.Failed();

    private static Money usd(long minor) {
        return Money.ofMinor(minor, Asset.of("USD"));
    }

    private static Line line(String user, long minor) {
        return new Line(UUID.randomUUID(), THING, user, usd(minor), NOW);
    }

    private static final Line RIGHT = line("alice", 50);

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of(COMPLETED, List.of(RIGHT), RIGHT, List.of()),
                Arguments.of(COMPLETED, List.of(), RIGHT, List.of(Rule.NO_MOVEMENT)),
                Arguments.of(COMPLETED, List.of(RIGHT, RIGHT), RIGHT, List.of(Rule.MORE_THAN_ONE_MOVEMENT)),
                Arguments.of(COMPLETED, List.of(line("alice", 49)), RIGHT, List.of(Rule.OTHER_AMOUNT_MOVED)),
                Arguments.of(COMPLETED, List.of(line("eve", 50)), RIGHT, List.of(Rule.OTHER_USER_PAID)),
                Arguments.of(COMPLETED, List.of(RIGHT), null, List.of(Rule.NOT_GIVEN_BY_OWNER)),
                Arguments.of(COMPLETED, List.of(RIGHT), line("alice", 51), List.of(Rule.OTHER_AMOUNT_GIVEN)),
                Arguments.of(
                        COMPLETED,
                        List.of(RIGHT, line("eve", 1)),
                        null,
                        List.of(
                                Rule.MORE_THAN_ONE_MOVEMENT,
                                Rule.OTHER_AMOUNT_MOVED,
                                Rule.OTHER_USER_PAID,
                                Rule.NOT_GIVEN_BY_OWNER)),
                Arguments.of(UNDER_WAY, List.of(), null, List.of()),
                Arguments.of(UNDER_WAY, List.of(RIGHT), RIGHT, List.of()),
                Arguments.of(UNDER_WAY, List.of(RIGHT, RIGHT), RIGHT, List.of(Rule.MORE_THAN_ONE_MOVEMENT)),
                Arguments.of(FAILED, List.of(), null, List.of()),
                Arguments.of(FAILED, List.of(RIGHT), null, List.of(Rule.MOVEMENT_WITHOUT_REFUND)),
                Arguments.of(FAILED, List.of(), RIGHT, List.of(Rule.GIVEN_WITHOUT_REFUND)),
                Arguments.of(null, List.of(), null, List.of()),
                Arguments.of(
                        null, List.of(RIGHT), RIGHT, List.of(Rule.MOVEMENT_WITHOUT_REFUND, Rule.GIVEN_WITHOUT_REFUND)));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void differsWhereTheBooksDo(
            Subject.@Nullable Booked refund, List<Line> movements, @Nullable Line given, List<Rule> expected) {
        Subject subject = new Subject(THING, refund, movements, given);
        assertEquals(
                expected,
                subject.differences(NOW).stream().map(Difference::rule).toList());
    }
}
