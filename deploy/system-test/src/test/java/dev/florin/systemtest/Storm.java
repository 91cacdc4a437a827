package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stream of transfers between a few people, some of whom watch their sockets, while something terrible happens to the
 * system; and afterwards the proof that nothing was lost and nothing invented. Two of those who watch are patient; one
 * comes and goes all the time; one stays away until all is over.
 */
final class Storm implements AutoCloseable {
    private static final int PEOPLE = 8;
    private static final int WATCHERS = 4;
    private static final int RESTLESS_AFTER = 100;
    private static final int CALLERS = 8;
    private static final int TRANSFERS = 60;

    private final Florin florin;
    private final List<Person> people;
    private final Map<Person, SocketRecorder> watchers = new TreeMap<>(Comparator.comparing(Person::id));
    private final List<SocketRecorder> balances = new ArrayList<>();
    private final SocketRecorder restless;
    private final SocketRecorder absent;
    private final BigDecimal total;
    private final Load load;

    Storm(Florin florin, long seed) {
        this.florin = florin;
        this.people = florin.wealthy(PEOPLE, "10000.00");
        this.total = florin.books().total(people);
        people.subList(0, WATCHERS).forEach(person -> {
            watchers.put(person, SocketRecorder.notifications(person, 0));
            balances.add(SocketRecorder.balance(person));
        });
        List<SocketRecorder> all = List.copyOf(watchers.values());
        this.restless = all.get(WATCHERS - 1).restless(RESTLESS_AFTER);
        this.absent = all.get(WATCHERS - 2);
        this.load = Load.endless(people, CALLERS, seed);
    }

    /** Lets transfers flow, so that what happens next happens in their middle. */
    void flow() {
        load.awaitMore(TRANSFERS);
    }

    /** Lets transfers flow, and one of the watchers go away until all is over. */
    void begin() {
        flow();
        absent.goAway();
        flow();
    }

    Load load() {
        return load;
    }

    /** Those who only leave when they are sent away. */
    List<SocketRecorder> patient() {
        return watchers.values().stream()
                .filter(socket -> socket != restless && socket != absent)
                .toList();
    }

    /** Lets transfers flow once more, answers what was begun, and proves that all of it is there, once. */
    void assertSurvived() {
        flow();
        load.finish();
        florin.awaitEverythingTold();
        absent.comeBack();
        florin.assertBooksAndInboxAgree();
        florin.assertPaidWhatWasAcknowledged(load);
        assertEquals(total, florin.books().total(people));
        assertTrue(restless.connections() > 1, "somebody came and went all the time");
        watchers.forEach((person, socket) -> florin.assertSawEverything(person, socket, 0));
        balances.forEach(Storm::assertOnlyEverNewer);
    }

    private static void assertOnlyEverNewer(SocketRecorder balance) {
        List<Long> versions = balance.ofType("balance_update").stream()
                .map(frame -> frame.path("version").asLong())
                .toList();
        assertEquals(versions.stream().sorted().toList(), versions);
    }

    @Override
    public void close() {
        load.close();
        watchers.values().forEach(SocketRecorder::close);
        balances.forEach(SocketRecorder::close);
    }
}
