package dev.florin.wallet.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.json.Json;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.Some;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each movement tells, letter by letter. */
class MovementEventsTest {

    private static final Movement.About VERIFICATION =
            Movement.About.thing("WhatsApp verification", "/purchases/" + Some.id(1));

    private static final Movement.About CHAIN = Movement.About.rail("chain", Some.id(2), "0xabc");

    private static Movement.Side wallet(String owner, int account, long posted, long held) {
        return new Movement.Side(
                Some.id(account),
                owner,
                Account.Kind.WALLET,
                BigInteger.valueOf(posted),
                BigInteger.valueOf(held),
                3,
                3);
    }

    private static Movement.Side ours(Account.Kind kind) {
        return new Movement.Side(
                Some.id(90), kind.wireName(), kind, BigInteger.valueOf(-100_000), BigInteger.ZERO, 12, 12);
    }

    private static Movement movement(
            String type, long amount, @Nullable String message, Movement.Side debit, Movement.@Nullable Side credit) {
        return movement(type, amount, message, null, debit, credit);
    }

    private static Movement movement(
            String type,
            long amount,
            @Nullable String message,
            Movement.@Nullable About about,
            Movement.Side debit,
            Movement.@Nullable Side credit) {
        return new Movement(
                Some.id(1),
                type,
                "USD",
                BigInteger.valueOf(amount),
                message,
                about,
                Some.INSTANT,
                Some.TRACEPARENT,
                debit,
                credit);
    }

    private static List<EventEnvelope> events(OutboxRow row) {
        return MovementEvents.of(row, (Movement) StoryService.story(row));
    }

    private static OutboxRow row(Movement movement) throws JsonProcessingException {
        return new OutboxRow(5, Some.id(0x400), Json.mapper().writeValueAsString(movement));
    }

    static Stream<Arguments> movements() {
        Movement.Side alice = wallet("alice", 10, 8_750, 500);
        Movement.Side bob = wallet("bob", 11, 11_250, 0);
        Movement.Side merchant = ours(Account.Kind.MERCHANT);
        return Stream.of(
                Arguments.of("deposit", movement("deposit", 1_250, null, ours(Account.Kind.WORLD), alice)),
                Arguments.of("withdrawal", movement("withdrawal", 1_250, null, alice, ours(Account.Kind.WORLD))),
                Arguments.of("p2p", movement("p2p", 1_250, "lunch", alice, bob)),
                Arguments.of("escrow_release", movement("escrow_release", 1_250, null, alice, bob)),
                Arguments.of("escrow_fee", movement("escrow_fee", 1_250, null, alice, ours(Account.Kind.FEES))),
                Arguments.of("rail_deposit", movement("deposit", 1_250, null, CHAIN, ours(Account.Kind.WORLD), alice)),
                Arguments.of(
                        "rail_withdrawal", movement("withdrawal", 1_250, null, CHAIN, alice, ours(Account.Kind.WORLD))),
                Arguments.of("purchase", movement("sms_purchase", 50, null, VERIFICATION, alice, merchant)),
                Arguments.of("purchase_refund", movement("refund", 50, null, VERIFICATION, merchant, alice)),
                Arguments.of("hold", movement("hold", 500, null, alice, null)));
    }

    @ParameterizedTest
    @MethodSource("movements")
    void tellsExactlyThis(String name, Movement movement) throws IOException {
        List<EventEnvelope> events = events(row(movement));
        assertEquals(
                golden(name), Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(events) + "\n");
    }

    @ParameterizedTest
    @MethodSource("movements")
    void tellsEveryUserOnceAndNobodyElse(String name, Movement movement) throws IOException {
        List<EventEnvelope> events = events(row(movement));
        Movement.Side credit = movement.credit();
        List<String> users = Stream.of("alice", "bob")
                .filter(user ->
                        user.equals(movement.debit().owner()) || (credit != null && user.equals(credit.owner())))
                .toList();
        assertEquals(
                users,
                events.stream()
                        .flatMap(event -> event.audience().stream())
                        .sorted()
                        .distinct()
                        .toList());
        for (String user : users) {
            assertEquals(1, count(events, EventType.BALANCE_UPDATE, user), name);
            assertEquals(name.equals("hold") ? 0 : 1, count(events, EventType.TRANSACTION_NOTIFICATION, user), name);
            assertEquals(
                    name.equals("hold") ? 0 : 1,
                    count(events, EventType.CREDIT_ADDED, user) + count(events, EventType.CREDIT_DEDUCTED, user),
                    name);
        }
        assertTrue(events.stream().noneMatch(event -> event.audience().isEmpty()), "nothing is for everybody");
    }

    private static long count(List<EventEnvelope> events, EventType type, String user) {
        return events.stream()
                .filter(event -> event.eventType() == type && event.audience().contains(user))
                .count();
    }

    @ParameterizedTest
    @MethodSource("movements")
    void tellsTheSameAgainWithTheSameIds(String name, Movement movement) throws IOException {
        List<EventEnvelope> events = events(row(movement));
        assertEquals(events, events(row(movement)), name);
        assertEquals(
                events.size(), events.stream().map(EventEnvelope::id).distinct().count());
    }

    @Test
    void theLargestAmountsAreExact() throws IOException {
        BigInteger most = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        Movement.Side alice = new Movement.Side(Some.id(10), "alice", Account.Kind.WALLET, most, BigInteger.ONE, 1, 1);
        Movement movement = new Movement(
                Some.id(1), "deposit", "ETH", most, null, null, Some.INSTANT, null, ours(Account.Kind.WORLD), alice);
        String told = Json.mapper().writeValueAsString(events(row(movement)));
        assertTrue(told.contains("\"amount\":99999999999999999999.999999999999999999"), told);
        assertTrue(told.contains("\"available_balance\":99999999999999999999.999999999999999998"), told);
    }

    @Test
    void whatCannotBeReadIsSaid() {
        for (String payload : List.of("{", "{}", "[]", "null", "{\"type\":\"p2p\"}")) {
            assertThrows(RuntimeException.class, () -> events(new OutboxRow(1, Some.id(1), payload)), payload);
        }
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = MovementEventsTest.class.getResourceAsStream("/golden/told_" + name + ".json")) {
            if (file == null) {
                throw new AssertionError("no golden file for " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
