package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * An upgrade as deployments do it: two replicas of every service, and each of the eight is sent away and comes back
 * while people pay, buy what is not delivered, make promises about money, and watch.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class RollingRestartIT {
    private static final int PEOPLE = 200;
    private static final int SOCKETS_EACH = 5;
    private static final int CALLERS = 1;
    private static final int PROMISES = 1;
    private static final Duration REST = Duration.ofMillis(300);
    private static final int TRANSFERS = 10;
    private static final int SHUTDOWN = 3001;
    private static final Duration GIVEN_BACK_WITHIN = Duration.ofSeconds(60);

    /** Who is told comes first: nobody tells it what it does not know yet. */
    private static final List<Service> ORDER =
            List.of(Service.NOTIFICATION, Service.WALLET, Service.ESCROW, Service.REFUND);

    /** It starts sixteen processes: that may take long where others use the cores too. */
    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void rollingRestartOfEverythingUnderLoadLosesNothing() {
        try (Florin florin = Florin.start("rolling", options -> options.withEach(each -> each.withInstances(2)))) {
            List<Person> people = florin.wealthy(PEOPLE, "100.00");
            Map<Person, Queue<SocketRecorder>> watchers = new ConcurrentHashMap<>();
            try (Load load = Load.endless(people, CALLERS, 41);
                    Shopping shopping = new Shopping(people, 42);
                    Sagas sagas = new Sagas(florin, people, PROMISES, REST, 43)) {
                watch(people, watchers);
                for (Service service : ORDER) {
                    for (int instance = 0; instance < 2; instance++) {
                        load.awaitMore(TRANSFERS);
                        florin.system().terminate(service, instance);
                        load.awaitMore(TRANSFERS);
                        florin.system().start(service, instance);
                    }
                }
                load.awaitMore(TRANSFERS);
                sagas.awaitMore(PROMISES);
                load.finish();
                sagas.finish();
                awaitGivenBack(florin, shopping.finish());
                assertPromisesKept(florin);
                florin.assertBooksAndInboxAgree();
                florin.assertPaidWhatWasAcknowledged(load);
                watchers.forEach((person, sockets) -> florin.assertSawEverything(person, sockets, 0));
                assertSentAwayWithAWord(all(watchers));
            } finally {
                all(watchers).forEach(SocketRecorder::close);
            }
        }
    }

    /** All that was bought comes back, once, and is told. */
    private static void awaitGivenBack(Florin florin, int bought) {
        assertTrue(bought > 0);
        Sql refunds = florin.refunds();
        Await.until(
                GIVEN_BACK_WITHIN,
                () -> bought + " refunds, there are " + refunds.texts("SELECT state FROM refund"),
                () -> refunds.number("SELECT count(*) FROM refund WHERE kind = 'purchase' AND state = 'completed'")
                                >= bought
                        && refunds.number("SELECT count(*) FROM outbox") == 0);
        assertEquals(bought, refunds.number("SELECT count(*) FROM refund WHERE kind = 'purchase'"));
    }

    /** Escrows and red packets, whichever of their steps fell into a restart. */
    private static void assertPromisesKept(Florin florin) {
        Promises promises = florin.promises();
        promises.awaitFinished();
        promises.assertBooksAgree();
        assertEquals(List.of(), promises.unapplied());
    }

    private static void watch(List<Person> people, Map<Person, Queue<SocketRecorder>> watchers) {
        List<Future<?>> opened = new ArrayList<>();
        try (ExecutorService opening = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Person person : people) {
                Queue<SocketRecorder> sockets = new ConcurrentLinkedQueue<>();
                watchers.put(person, sockets);
                for (int i = 0; i < SOCKETS_EACH; i++) {
                    opened.add(opening.submit(() -> sockets.add(SocketRecorder.sparse(person))));
                }
            }
        }
        assertTrue(opened.stream().allMatch(each -> each.state() == Future.State.SUCCESS), "all sockets are open");
    }

    private static List<SocketRecorder> all(Map<Person, Queue<SocketRecorder>> watchers) {
        return watchers.values().stream().flatMap(Queue::stream).toList();
    }

    /** Each connection was ended at least once, and none of them simply broke. */
    private static void assertSentAwayWithAWord(List<SocketRecorder> sockets) {
        assertEquals(PEOPLE * SOCKETS_EACH, sockets.size());
        for (SocketRecorder socket : sockets) {
            List<SocketRecorder.Goodbye> goodbyes = socket.goodbyes();
            assertFalse(goodbyes.isEmpty());
            assertTrue(goodbyes.stream().allMatch(goodbye -> goodbye.code() == SHUTDOWN), goodbyes::toString);
        }
    }
}
