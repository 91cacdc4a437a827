package dev.florin.wallet.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.wallet.Some;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RapidRuleTest {
    private static final RapidRule RULE = new RapidRule(10, Duration.ofMinutes(5));

    /** Entries in their order, each so long after the one before; every other one in another wallet. */
    private static List<UserEntry> entries(long... gapsS) {
        List<UserEntry> entries = new ArrayList<>();
        Instant at = Some.INSTANT;
        for (int i = 0; i < gapsS.length; i++) {
            at = at.plusSeconds(gapsS[i]);
            entries.add(new UserEntry(at, Some.id(i % 2), 1 + i / 2, Some.id(100 + i), Some.usd(1)));
        }
        Collections.sort(entries);
        return entries;
    }

    /** Which of them raise the alert when each is told in its order, counted from 1. */
    private static List<Integer> rapid(long... gapsS) {
        List<Instant> times = entries(gapsS).stream().map(UserEntry::at).toList();
        return IntStream.rangeClosed(1, times.size())
                .filter(i -> RULE.isCrossedBy(times.subList(0, i)))
                .boxed()
                .toList();
    }

    @Test
    void theEleventhWithinFiveMinutesRaisesItOnce() {
        assertEquals(List.of(), rapid(0, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        assertEquals(List.of(11), rapid(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        assertEquals(List.of(), rapid(0, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30), "ten gaps are the window");
        assertEquals(List.of(11), rapid(0, 29, 29, 29, 29, 29, 29, 29, 29, 29, 29, 29, 29));
    }

    @Test
    void afterAPauseItIsRaisedAgain() {
        assertEquals(List.of(11, 23), rapid(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 600, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    }

    @Test
    void asManyAsAreNeededDecideAsAllOfThem() {
        long[] gaps = new Random(7).longs(300, 0, 60).toArray();
        List<Instant> times = entries(gaps).stream().map(UserEntry::at).toList();
        for (int end = RULE.needed(); end <= times.size(); end++) {
            assertEquals(
                    RULE.isCrossedBy(times.subList(0, end)), RULE.isCrossedBy(times.subList(end - RULE.needed(), end)));
        }
    }

    /** Whatever comes when: of each time that transactions become rapid, some movement finds the beginning. */
    @RepeatedTest(50)
    void whoeverIsToldLastFindsTheCrossing(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<UserEntry> all = entries(random.longs(60, 0, 60).toArray());
        List<UserEntry> order = new ArrayList<>(all);
        Collections.shuffle(order, random);
        List<UserEntry> told = new ArrayList<>();
        List<UserEntry> found = new ArrayList<>();
        for (UserEntry entry : order) {
            told.add(entry);
            List<UserEntry> known = told.stream().sorted().toList();
            found.addAll(RULE.crossings(known, Collections.binarySearch(known, entry)));
        }
        List<Instant> times = all.stream().map(UserEntry::at).toList();
        List<UserEntry> crossings = IntStream.range(0, all.size())
                .filter(i -> RULE.isCrossedBy(times.subList(0, i + 1)))
                .mapToObj(all::get)
                .toList();
        assertTrue(found.containsAll(crossings), () -> crossings + " should be among " + found);
    }
}
