package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.id.Ids;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A confirmation may pay the seller, so it has a key: what it was answered once is its answer for ever. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class ConfirmationQuarkusTest extends EscrowCase {
    private static final String WAITING = "HELD 100.00 0.00 0.00 0.00";
    private static final String PAID = "RELEASED 0.00 97.50 0.00 2.50";

    private static ApiAnswer confirm(Api party, String escrow, String key) {
        return party.post(escrow + "/confirm", key, "");
    }

    private static void assertRepeats(ApiAnswer first, ApiAnswer again) {
        assertEquals(first.text(), again.expect(200).text());
        assertTrue(again.isReplayed());
    }

    private int transitions(String escrow) {
        return buyer.get(escrow + "/timeline")
                .expect(200)
                .json()
                .get("transitions")
                .size();
    }

    @Test
    void isAnsweredTheSameWhateverHasHappenedSince() {
        String escrow = funded("");
        String ofSeller = Some.key();
        String ofBuyer = Some.key();
        ApiAnswer delivered = confirm(seller, escrow, ofSeller).expect(200);
        assertFalse(delivered.isReplayed());
        assertEquals(WAITING, stands(delivered.json()));
        assertRepeats(delivered, confirm(seller, escrow, ofSeller));
        ApiAnswer received = confirm(buyer, escrow, ofBuyer).expect(200);
        assertFalse(received.isReplayed());
        assertEquals(PAID, stands(received.json()));
        assertRepeats(delivered, confirm(seller, escrow, ofSeller));
        assertRepeats(received, confirm(buyer, escrow, ofBuyer));
        got("97.50", sue);
    }

    @Test
    void aKeyIsForOneEscrowAndOneBody() {
        String escrow = funded("");
        String other = funded("");
        String key = Some.key();
        ApiAnswer first = confirm(seller, escrow, key).expect(200);
        assertEquals(
                "idempotency-key-reused",
                seller.post(escrow + "/confirm", key, "{\"reason\": \"sent\"}")
                        .expect(422)
                        .code());
        assertEquals(
                "idempotency-key-reused",
                confirm(seller, other, key).expect(422).code());
        assertEquals(2, transitions(other), "nothing of it was done");
        assertRepeats(first, seller.post(escrow + "/confirm", key, "{}"));
        // The same word of somebody else is another key.
        assertEquals(PAID, stands(confirm(buyer, escrow, key).expect(200).json()));
    }

    @Test
    void withoutAKeyNothingIsConfirmed() {
        String escrow = funded("");
        assertEquals(
                "idempotency-key-missing",
                seller.post(escrow + "/confirm", "").expect(400).code());
        assertEquals(2, transitions(escrow));
    }

    @Test
    void aSecondKeyOfTheSamePartyChangesNothing() {
        String escrow = funded("");
        ApiAnswer first = confirm(seller, escrow, Some.key()).expect(200);
        String second = Some.key();
        ApiAnswer again = confirm(seller, escrow, second).expect(200);
        assertFalse(again.isReplayed());
        assertEquals(first.text(), again.text());
        assertEquals(3, transitions(escrow));
        confirm(buyer, escrow, Some.key()).expect(200);
        assertRepeats(again, confirm(seller, escrow, second));
        assertEquals(
                PAID, stands(confirm(seller, escrow, Some.key()).expect(200).json()));
        got("97.50", sue);
    }

    /** What is refused before it confirms anything leaves its key unused. */
    @Test
    void whatWasTooEarlyMayBeSaidAgain() {
        String escrow = made("");
        String key = Some.key();
        assertEquals(
                "escrow-state-conflict",
                confirm(seller, escrow, key).expect(409).code());
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        assertFalse(confirm(seller, escrow, key).expect(200).isReplayed());
    }

    /** What a key is answered once the ledger can be asked again. */
    private ApiAnswer answered(String escrow, String key) {
        Eventually.holds("it is answered", () -> confirm(buyer, escrow, key).status() == 200);
        return confirm(buyer, escrow, key);
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "DYING"})
    void isAnsweredWhenTheLedgerIsBack(WalletStub.Mood mood) {
        String escrow = funded("");
        confirm(seller, escrow, Some.key()).expect(200);
        String key = Some.key();
        WalletStub.is(mood);
        for (int i = 0; i < 2; i++) {
            ApiAnswer later = confirm(buyer, escrow, key).expect(503);
            assertEquals("ledger-unavailable", later.code());
            assertTrue(Integer.parseInt(later.header("Retry-After")) > 0);
            assertEquals(WAITING, stands(escrow));
        }
        assertEquals(
                "idempotency-key-reused",
                buyer.post(escrow + "/confirm", key, "{\"reason\": \"got it\"}")
                        .expect(422)
                        .code());
        WalletStub.is(WalletStub.Mood.WELL);
        ApiAnswer answer = answered(escrow, key);
        assertEquals(PAID, stands(answer.json()));
        assertRepeats(answer, confirm(buyer, escrow, key));
        assertEquals(5, transitions(escrow), "made, funded, confirmed twice, released");
        got("97.50", sue);
    }

    @Test
    void aRepeatWhileTheFirstIsRunningIsSentAway() throws Exception {
        String escrow = funded("");
        confirm(seller, escrow, Some.key()).expect(200);
        String key = Some.key();
        WalletStub.is(WalletStub.Mood.SLOW);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ApiAnswer> first = threads.submit(() -> confirm(buyer, escrow, key));
            Eventually.holds("the ledger is busy", () -> !WalletStub.asked(sue).isEmpty());
            ApiAnswer second = confirm(buyer, escrow, key).expect(409);
            assertEquals("idempotency-in-progress", second.code());
            assertTrue(Integer.parseInt(second.header("Retry-After")) > 0);
            WalletStub.is(WalletStub.Mood.WELL);
            assertEquals(PAID, stands(first.get().expect(200).json()));
        }
    }

    /** A repeat on another replica has come to an answer, and has not committed it yet. */
    @Test
    void whoeverAnswersFirstAnswersForAll() throws Exception {
        String escrow = funded("");
        ApiAnswer others = confirm(seller, escrow, Some.key()).expect(200);
        String key = Some.key();
        WalletStub.is(WalletStub.Mood.BROKEN);
        confirm(buyer, escrow, key).expect(503);
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("it is released", () -> stands(escrow).equals(PAID));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = Sql.asApplication().source().getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement answer = other.prepareStatement(
                    "UPDATE escrow_confirmation SET answer = ? WHERE escrow_id = ? AND answer IS NULL")) {
                answer.setString(1, others.text());
                answer.setObject(2, UUID.fromString(id(escrow)));
                assertEquals(1, answer.executeUpdate());
            }
            Future<ApiAnswer> here = threads.submit(() -> confirm(buyer, escrow, key));
            awaitWaiting();
            other.commit();
            assertRepeats(others, here.get());
        }
        assertNotEquals(PAID, stands(others.json()));
        assertRepeats(others, confirm(buyer, escrow, key));
    }

    /** A request of another kind, on another replica, has the key and has not committed yet. */
    @Test
    void nothingIsConfirmedUnderAKeyOfAnotherRequest() throws Exception {
        String escrow = funded("");
        String key = Some.key();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = Sql.asApplication().source().getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement use = other.prepareStatement("INSERT INTO used_key (id) VALUES (?)")) {
                use.setObject(1, Ids.derived("idempotency-key", sue, key));
                use.executeUpdate();
            }
            Future<ApiAnswer> here = threads.submit(() -> confirm(seller, escrow, key));
            awaitWaiting();
            other.commit();
            assertEquals("idempotency-key-reused", here.get().expect(422).code());
        }
        assertEquals(2, transitions(escrow), "nothing of it was done");
    }

    private static void awaitWaiting() {
        Eventually.holds(
                "it waits for the other one",
                () -> Sql.number("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted") > 0);
    }

    @Test
    void theKeyIsOneOfThoseThatAreUsed() {
        String escrow = funded("");
        for (Api party : List.of(seller, seller, buyer)) {
            confirm(party, escrow, Some.key()).expect(200);
        }
        assertEquals(
                3,
                Sql.number("SELECT count(*) FROM escrow_confirmation JOIN used_key USING (id) WHERE escrow_id = '"
                        + id(escrow) + "' AND answer IS NOT NULL"));
    }
}
