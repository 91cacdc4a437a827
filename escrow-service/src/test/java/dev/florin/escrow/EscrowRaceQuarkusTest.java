package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two who want different things of one escrow at the same time: one of them gets it, and the money moves once. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class EscrowRaceQuarkusTest extends EscrowCase {
    /** What a party asks for: the step, and the body. */
    private ApiAnswer does(String escrow, String step) {
        String[] words = step.split(" ", 2);
        Api party = Set.of("refund", "cancel").contains(words[0]) ? seller : buyer;
        return party.post(escrow + "/" + words[0], Some.key(), words[1]);
    }

    /**
     * Both have looked at the escrow, and decided on it, before the first of them may write.
     *
     * @return their answers
     */
    private static List<ApiAnswer> together(String escrow, Callable<ApiAnswer> first, Callable<ApiAnswer> second)
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RowLock lock = new RowLock("escrow", id(escrow))) {
            Future<ApiAnswer> winner = threads.submit(first);
            lock.awaitWaiting(1);
            Future<ApiAnswer> loser = threads.submit(second);
            lock.awaitWaiting(2);
            lock.letGo();
            return List.of(winner.get(), loser.get());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "release {} | refund {} | RELEASED 0.00 97.50 0.00 2.50 | 409 escrow-state-conflict",
                "refund {} | release {} | REFUNDED 0.00 0.00 100.00 0.00 | 409 escrow-state-conflict",
                "release {} | dispute {\"reason\":\"x\"} | RELEASED 0.00 97.50 0.00 2.50 | 409 escrow-state-conflict",
                "dispute {\"reason\":\"x\"} | release {} | DISPUTED 100.00 0.00 0.00 0.00 | 409 escrow-state-conflict",
                "dispute {\"reason\":\"x\"} | refund {} | DISPUTED 100.00 0.00 0.00 0.00 | 409 escrow-state-conflict",
                "release {\"amount\":60} | refund {\"amount\":60} | PARTIALLY_RELEASED 40.00 58.50 0.00 1.50 | 422 escrow-exceeded",
                "refund {\"amount\":60} | release {\"amount\":60} | HELD 40.00 0.00 60.00 0.00 | 422 escrow-exceeded",
                "release {\"milestone_id\":\"a\"} | release {\"milestone_id\":\"a\"} | PARTIALLY_RELEASED 60.00 39.00 0.00 1.00 | 409 escrow-state-conflict"
            })
    void whoIsFirstWinsWhatIsHeld(String first, String second, String end, String refusal) throws Exception {
        String escrow = funded("""
                , "milestones": [{"milestone_id": "a", "title": "half", "amount": 40},
                                 {"milestone_id": "b", "title": "rest", "amount": 60}]""");
        hasOneWinner(escrow, first, second, end, refusal);
        got(buyer.get(escrow).expect(200).json().get("released_amount").asText(), sue);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fund {} | cancel {} | HELD 100.00 0.00 0.00 0.00",
                "cancel {} | fund {} | CANCELLED 0.00 0.00 0.00 0.00",
            })
    void whoIsFirstFundsItOrCallsItOff(String first, String second, String end) throws Exception {
        hasOneWinner(made(""), first, second, end, "409 escrow-state-conflict");
    }

    private void hasOneWinner(String escrow, String first, String second, String end, String refusal) throws Exception {
        List<ApiAnswer> answers = together(escrow, () -> does(escrow, first), () -> does(escrow, second));
        answers.getFirst().expect(200);
        ApiAnswer refused = answers.getLast();
        assertEquals(refusal, refused.status() + " " + refused.code());
        assertEquals(end, stands(escrow));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPaymentFromOutsideAgainstCancelHasOneWinner(boolean isPaidFirst) throws Exception {
        String escrow = made("");
        String order = buyer.post(escrow + "/payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
        String event = Some.key();
        Callable<ApiAnswer> pays =
                () -> Razorpay.call(event, Razorpay.payment("payment.captured", order, "pay_" + event, 10000, "USD"));
        Callable<ApiAnswer> cancels = () -> does(escrow, "cancel {}");
        if (isPaidFirst) {
            together(escrow, pays, cancels).getLast().expect(409);
        } else {
            together(escrow, cancels, pays).getFirst().expect(200);
        }
        assertEquals(isPaidFirst ? "applied" : "unapplied", PaymentCase.outcome(event));
        assertEquals(isPaidFirst ? "HELD 100.00 0.00 0.00 0.00" : "CANCELLED 0.00 0.00 0.00 0.00", stands(escrow));
        got(isPaidFirst ? "100" : "0", bob);
    }

    /** The ledger has paid, and did not say so: nobody may act as if it had not. */
    @ParameterizedTest
    @ValueSource(strings = {"refund {}", "dispute {\"reason\":\"x\"}"})
    void whoComesDuringAReleaseWaitsForItsEnd(String step) {
        String escrow = funded("");
        WalletStub.is(WalletStub.Mood.DYING);
        does(escrow, "release {}").expect(503);
        got("97.50", sue);
        assertEquals("ledger-unavailable", does(escrow, step).expect(503).code());
        WalletStub.is(WalletStub.Mood.WELL);
        List<ApiAnswer> answers = new ArrayList<>();
        Eventually.holds("it has an answer", () -> {
            answers.add(does(escrow, step));
            return answers.getLast().status() != 503;
        });
        assertEquals("escrow-state-conflict", answers.getLast().expect(409).code());
        assertEquals("RELEASED 0.00 97.50 0.00 2.50", stands(escrow));
        got("97.50", sue);
    }

    @Test
    void confirmationsAtOnceReleaseItOnce() {
        String escrow = funded("");
        List<Integer> answers = Stream.of(buyer, seller, buyer, seller)
                .parallel()
                .map(party -> party.post(escrow + "/confirm", Some.key(), "").status())
                .toList();
        assertEquals(List.of(200, 200, 200, 200), answers);
        assertEquals("RELEASED 0.00 97.50 0.00 2.50", stands(escrow));
        got("97.50", sue);
    }

    /** The clock has its say first: who comes when the inspection is over comes too late, whoever looks. */
    @Test
    void disputeAgainstTheEndOfTheInspectionHasOneWinner() throws Exception {
        for (int round = 0; round < 8; round++) {
            String escrow = funded("");
            seller.post(escrow + "/confirm", Some.key(), "").expect(200);
            String id = escrow.substring(escrow.lastIndexOf('/') + 1);
            int ms = 20 * round;
            Sql.asSuperuser()
                    .execute("UPDATE escrow SET acts_at = now() + interval '" + ms + " milliseconds' WHERE id = '" + id
                            + "'");
            int status =
                    buyer.post(escrow + "/dispute", "{\"reason\":\"broken\"}").status();
            boolean disputed = status == 200;
            assertEquals(disputed ? 200 : 409, status);
            String end = disputed ? "DISPUTED 100.00 0.00 0.00 0.00" : "RELEASED 0.00 97.50 0.00 2.50";
            Eventually.holds("it is decided", () -> !stands(escrow).startsWith("HELD"));
            assertEquals(end, stands(escrow));
        }
    }
}
