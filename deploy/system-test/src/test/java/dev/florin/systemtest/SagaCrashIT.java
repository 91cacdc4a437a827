package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.local.Service;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code kill -9} of those who keep and move the money while promises about it are under way. What the stub of
 * escrow-service's own tests proves step by step, this shows for the packaged services at whatever step they die.
 */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class SagaCrashIT {
    private static final int CALLERS = 6;
    private static final int PEOPLE = 4;
    private static final int ROUNDS = 3;
    private static final int MOST_STEPS_BETWEEN = 24;
    private static final long SEED = 20_261_127;

    private static final List<List<Service>> VICTIMS =
            List.of(List.of(Service.WALLET), List.of(Service.ESCROW), List.of(Service.WALLET, Service.ESCROW));

    @Test
    void whatWasBegunIsFinishedOnceWhoeverDiesMeanwhile(Florin florin) {
        List<Person> people = florin.wealthy(PEOPLE, "5000.00");
        Random random = new Random(SEED);
        try (Sagas sagas = new Sagas(florin, people, CALLERS, SEED)) {
            sagas.awaitMore(CALLERS * 4);
            for (int round = 0; round < ROUNDS; round++) {
                List<Service> victims = VICTIMS.get(round % VICTIMS.size());
                sagas.awaitMore(1 + random.nextInt(MOST_STEPS_BETWEEN));
                victims.forEach(florin.system()::kill);
                sagas.awaitRepeats();
                victims.forEach(florin.system()::start);
            }
            sagas.awaitMore(CALLERS * 4);
            sagas.finish();
        }
        Promises promises = florin.promises();
        promises.awaitFinished();
        promises.assertBooksAgree();
        florin.assertBooksAndInboxAgree();
        assertEquals(promises.escrowSteps(), florin.inbox().escrowSteps());
        assertEquals(promises.packetSteps(), florin.inbox().packetSteps());
        assertEquals(promises.claims(), florin.inbox().claims());
        assertEquals(List.of(), promises.unapplied());
    }
}
