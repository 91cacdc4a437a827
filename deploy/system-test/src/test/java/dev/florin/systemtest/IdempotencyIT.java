package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.Service;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The answer to a key is for ever, and so across a crash. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class IdempotencyIT {
    @Test
    void keysKeepTheirAnswersAcrossACrashOfServiceAndDatabase(Florin florin) {
        Person ivan = florin.person("ivan").opened();
        Person judy = florin.person("judy").opened();
        Answer deposit = ivan.deposit("first-deposit", "50.00").expect(201);
        Order lunch = Order.of(ivan, judy, "12.50");
        Answer paid = lunch.place().expect(201);
        Order yacht = Order.of(ivan, judy, "1000000.00");
        Answer refused = yacht.place().expect(422);
        assertEquals("insufficient-funds", refused.code());
        assertFalse(deposit.isReplayed() || paid.isReplayed() || refused.isReplayed());

        florin.system().killPostgres();
        florin.system().kill(Service.WALLET);
        florin.heal();

        assertReplayed(deposit, ivan.deposit("first-deposit", "50.00"));
        assertReplayed(paid, lunch.place());
        // By now there is enough; the refusal stands all the same.
        ivan.deposits("2000000.00");
        assertReplayed(refused, yacht.place());

        Order dearer = new Order(lunch.key(), ivan, judy, new BigDecimal("12.51"), lunch.memo());
        Answer mismatch = dearer.place().expect(422);
        assertEquals("idempotency-key-reused", mismatch.code());
        Answer otherDeposit = ivan.deposit("first-deposit", "50.01").expect(422);
        assertEquals("idempotency-key-reused", otherDeposit.code());

        // Another person's key of the same name is another key.
        judy.deposit("first-deposit", "1.00").expect(201);
        florin.assertBooksAndInboxAgree();
        assertEquals(1, florin.books().payments(List.of(ivan)).size());
    }

    private static void assertReplayed(Answer first, Answer second) {
        assertEquals(first.status(), second.status());
        assertEquals(first.body(), second.body());
        assertEquals(
                first.headers().firstValue("Content-Type"), second.headers().firstValue("Content-Type"));
        assertTrue(second.isReplayed());
    }
}
