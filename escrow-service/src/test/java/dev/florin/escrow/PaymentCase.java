package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.Sql;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** An escrow that is paid from outside, of people whom no other test knows. */
abstract class PaymentCase {
    static final String CAPTURED = "payment.captured";

    final String bob = Some.user("bob");

    final String sue = Some.user("sue");

    final Api buyer = Api.as(bob);

    final String pay = "pay_" + Some.key();

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
        WalletStub.isFrozen("nobody");
    }

    String made() {
        return "/api/v1/escrows/"
                + buyer.post("/api/v1/escrows", Some.key(), Some.escrow(sue, ""))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
    }

    String order(String escrow) {
        return buyer.post(escrow + "/payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
    }

    String captured(String order) {
        return Razorpay.payment(CAPTURED, order, pay, 10000, "USD");
    }

    String state(String escrow) {
        return buyer.get(escrow).expect(200).json().get("status").textValue();
    }

    void becomes(String expected, String escrow) {
        Eventually.holds("it is " + expected, () -> state(escrow).equals(expected));
    }

    void deposited(String expected) {
        assertEquals(0, new BigDecimal(expected).compareTo(WalletStub.received("user:" + bob)), "deposit");
    }

    /** What became of the report under this id, once it is known. */
    static String outcome(String id) {
        String row = " FROM payment_event WHERE provider_event_id = '" + id + "'";
        Eventually.holds("it is decided", () -> !Sql.one("SELECT outcome" + row).equals("received"));
        return Sql.one("SELECT outcome" + row);
    }

    static String told(String body) {
        String id = Some.key();
        Razorpay.call(id, body).expect(200);
        return outcome(id);
    }

    static JsonNode unapplied(String eventId) {
        for (JsonNode event : Api.asAdmin()
                .get("/api/admin/payments/unapplied?limit=500")
                .expect(200)
                .json()
                .get("payment_events")) {
            if (event.get("provider_event_id").textValue().equals(eventId)) {
                return event;
            }
        }
        throw new AssertionError("not on the operator's list: " + eventId);
    }

    List<String> statuses(String user) {
        return EventStub.toldTo(user).stream()
                .filter(event -> event.type().equals("payment_status"))
                .map(event -> event.data().get("status").textValue())
                .toList();
    }

    static <T> List<T> inParallel(int count, Numbered<T> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks = IntStream.range(0, count)
                    .mapToObj(i -> (Callable<T>) () -> work.of(i))
                    .toList();
            List<Future<T>> done = threads.invokeAll(tasks);
            return done.stream().map(Future::resultNow).toList();
        }
    }

    /** Work that knows its number. */
    interface Numbered<T> {
        T of(int number);
    }
}
