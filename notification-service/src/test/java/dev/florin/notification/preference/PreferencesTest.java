package dev.florin.notification.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.Priority;
import dev.florin.common.event.RailEvent;
import dev.florin.common.json.Json;
import dev.florin.notification.Some;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
    private static final Instant DAY = Instant.parse("2026-01-10T12:00:00Z");
    private static final Instant NIGHT = Instant.parse("2026-01-10T23:00:00Z");
    private static final String QUIET = "\"quiet_hours\":{\"start\":\"22:00\",\"end\":\"07:00\",\"time_zone\":\"UTC\"}";

    private static Preferences read(String json) throws JsonProcessingException {
        return Json.mapper().readValue(json, Preferences.class);
    }

    private static Occasion occasion(String event) {
        String[] words = event.split(" ", -1);
        BigDecimal amount = words.length > 1 ? new BigDecimal(words[1]) : BigDecimal.ONE;
        String currency = words.length > 2 ? words[2] : "USD";
        return switch (words[0]) {
            case "credit" -> Occasion.of(credit(amount, currency), Priority.NORMAL);
            case "debit" -> Occasion.of(debit(amount, currency), Priority.NORMAL);
            case "security" -> Occasion.of(new FlorinEvent.SecurityAlert("high", "!", null), Priority.CRITICAL);
            case "payment" -> Occasion.of(Some.paymentOf(1), Priority.NORMAL);
            case "critical-payment" -> Occasion.of(Some.paymentOf(1), Priority.CRITICAL);
            default -> example(EventType.ofWireName(words[0]));
        };
    }

    private static Occasion example(EventType type) {
        return Occasion.of(eventOf(type), type.priority());
    }

    private static FlorinEvent eventOf(EventType type) {
        return dev.florin.common.Some.events().stream()
                .filter(one -> one.type() == type)
                .findFirst()
                .orElseThrow();
    }

    private static FlorinEvent credit(BigDecimal amount, String currency) {
        return new FlorinEvent.CreditAdded("t", "m", "/l", "i", amount, currency, amount, "tx", "deposit");
    }

    private static FlorinEvent debit(BigDecimal amount, String currency) {
        return new FlorinEvent.CreditDeducted("t", "m", "/l", "i", amount, currency, amount, "tx", "p2p");
    }

    private static String decision(Preferences preferences, String event, Instant at) {
        return switch (preferences.decide(occasion(event), at)) {
            case Preferences.Decision.InboxOnly() -> "inbox";
            case Preferences.Decision.Send(var channels) -> "now " + channels;
            case Preferences.Decision.Defer(var channels, var until) -> "at " + until + " " + channels;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | credit 5 | now [PUSH, EMAIL]",
                "{} | debit 5 | now [EMAIL]",
                "{} | payment | inbox",
                "{} | security | now [PUSH, EMAIL]",
                "{\"push_on_debit\":true,\"email_on_debit\":false} | debit 5 | now [PUSH]",
                "{\"email_on_credit\":false,\"push_on_credit\":false} | credit 5 | inbox",
                "{\"min_amount_notify\":5} | credit 4.99 | inbox",
                "{\"min_amount_notify\":5} | credit 5.00 | now [PUSH, EMAIL]",
                "{\"min_amount_notify\":5,\"min_amounts\":{\"JPY\":500}} | credit 499 JPY | inbox",
                "{\"min_amount_notify\":5,\"min_amounts\":{\"JPY\":500}} | credit 5 EUR | now [PUSH, EMAIL]",
                "{\"min_amount_notify\":5} | security | now [PUSH, EMAIL]",
                "{\"channels\":{\"payment_received\":[\"push\"]}} | payment | now [PUSH]",
                "{\"channels\":{\"credit_added\":[]}} | credit 5 | inbox",
            })
    void sayWhichChannels(String json, String event, String expected) throws JsonProcessingException {
        assertEquals(expected, decision(read(json), event, DAY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "credit 5 | at 2026-01-11T07:00:00Z [PUSH, EMAIL]",
                "debit 5 | now [EMAIL]",
                "security | now [PUSH, EMAIL]",
                "large_deduction | now [PUSH, EMAIL]",
                "limit_exceeded | now [PUSH, EMAIL]",
                "refund_failed | now [PUSH, EMAIL]",
                "instant_refund | now [PUSH, EMAIL]",
                "payment | at 2026-01-11T07:00:00Z [PUSH]",
                "critical-payment | now [PUSH]",
            })
    void quietHoursDeferWhatIsNotUrgent(String event, String expected) throws JsonProcessingException {
        Preferences quiet = read("{\"channels\":{\"payment_received\":[\"push\"]}," + QUIET + "}");
        assertEquals(expected, decision(quiet, event, NIGHT));
    }

    @Test
    void quietHoursDoNotBringBackWhatIsNotWanted() throws JsonProcessingException {
        assertEquals("inbox", decision(read("{\"min_amount_notify\":9," + QUIET + "}"), "credit 5", NIGHT));
    }

    /** With the usual priority of its type. Whoever adds a type decides here whether it may wait for the morning. */
    @ParameterizedTest
    @EnumSource
    void everyTypeMayOrMayNotBeHeldBack(EventType type) throws JsonProcessingException {
        boolean mayWait = switch (type) {
            // Money that comes, or stays.
            case BALANCE_UPDATE,
                    FIGURES_CHANGED,
                    CREDIT_ADDED,
                    PAYMENT_RECEIVED,
                    DEPOSIT_RECEIVED,
                    RED_PACKET_CLAIMED,
                    RED_PACKET_COMPLETED,
                    RED_PACKET_EXPIRED,
                    RED_PACKET_CANCELLED -> true;
            case CHAT_MESSAGE, KYC_STATUS -> true;
            // Of these it depends on which way the money goes (below). The examples: in, in, out and out.
            case TRANSACTION_NOTIFICATION, TRANSACTION_FINALIZED -> true;
            case TRANSACTION_PENDING, TRANSACTION_CONFIRMED -> false;
            // Money that leaves, or was to leave.
            case CREDIT_DEDUCTED,
                    TRANSFER_UPDATE,
                    TRANSACTION_FAILED,
                    WITHDRAWAL_PROCESSED,
                    PAYMENT_COMPLETED,
                    PAYMENT_FAILED,
                    RED_PACKET_CREATED,
                    CARD_ACTIVITY -> false;
            case ESCROW_UPDATE, PAYMENT_STATUS, STATUS_CHANGE, CONFIRMATION_ADDED, DISPUTE_RAISED, DISPUTE_RESOLVED ->
                false;
            // Security, and what somebody finds important.
            case LIMIT_EXCEEDED, LARGE_DEDUCTION, RAPID_TRANSACTIONS, NEGATIVE_BALANCE, SECURITY_ALERT -> false;
            case INSTANT_REFUND, REFUND_FAILED, SYSTEM_ALERT -> false;
        };
        Preferences quiet = read("{\"channels\":{\"" + type.wireName() + "\":[\"email\"]}," + QUIET + "}");
        String expected = mayWait ? "at 2026-01-11T07:00:00Z [EMAIL]" : "now [EMAIL]";
        assertEquals(expected, decision(quiet, type.wireName(), NIGHT));
    }

    /** Whatever priority somebody gave it. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "CREDIT_DEDUCTED",
                "TRANSACTION_FAILED",
                "WITHDRAWAL_PROCESSED",
                "PAYMENT_COMPLETED",
                "PAYMENT_FAILED",
                "CARD_ACTIVITY",
                "ESCROW_UPDATE",
                "LARGE_DEDUCTION",
                "SECURITY_ALERT"
            })
    void moneyThatLeavesAndSecurityAreUrgentAtAnyPriority(EventType type) {
        assertTrue(Occasion.of(eventOf(type), Priority.LOW).isUrgent());
    }

    @ParameterizedTest
    @CsvSource({"incoming, false", "outgoing, true"})
    void aMovementIsUrgentForWhoPays(String direction, boolean expected) throws JsonProcessingException {
        FlorinEvent movement = Json.mapper()
                .readValue(
                        "{\"id\":\"t\",\"type\":\"p2p\",\"amount\":1,\"currency\":\"USD\",\"direction\":\"" + direction
                                + "\",\"message\":\"m\",\"balance_after\":1,\"timestamp\":\"2026-01-10T12:00:00Z\"}",
                        FlorinEvent.TransactionNotification.class);
        assertEquals(expected, Occasion.of(movement, Priority.NORMAL).isUrgent());
    }

    @ParameterizedTest
    @CsvSource({"deposit, false", "withdrawal, true"})
    void whatARailDoesIsUrgentIfItTakesMoneyOut(String kind, boolean expected) {
        for (FlorinEvent event : List.of(
                new RailEvent.TransactionPending("t", kind, BigDecimal.ONE, "USD", "chain", null),
                new RailEvent.TransactionConfirmed("t", kind, BigDecimal.ONE, "USD", "chain", null),
                new RailEvent.TransactionFinalized("t", kind, BigDecimal.ONE, "USD", "chain", null))) {
            assertEquals(expected, Occasion.of(event, Priority.NORMAL).isUrgent(), event::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"LOW, false", "NORMAL, false", "HIGH, true", "CRITICAL, true"})
    void whatIsImportantIsUrgent(Priority priority, boolean expected) {
        assertEquals(expected, Occasion.of(Some.paymentOf(1), priority).isUrgent());
    }

    @Test
    void areTheSeedsByDefaultAndSurviveBeingWritten() throws JsonProcessingException {
        assertEquals(Preferences.DEFAULT, read("{}"));
        Preferences all = read("{\"email_on_debit\":false,\"min_amounts\":{\"USD\":1.50},\"channels\":"
                + "{\"credit_added\":[\"email\"]},\"language\":\"de\",\"email\":\"a.b+c@example.org\"," + QUIET + "}");
        assertEquals(all, read(Json.mapper().writeValueAsString(all)));
        assertEquals(
                "{\"email_on_credit\":true,\"email_on_debit\":true,\"email_on_refund\":true,\"push_on_credit\":true,"
                        + "\"push_on_debit\":false,\"push_on_refund\":true,\"min_amount_notify\":0,\"min_amounts\":{},"
                        + "\"channels\":{},\"language\":\"en\"}",
                Json.mapper().writeValueAsString(Preferences.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"min_amount_notify\":1e37}", "{\"min_amounts\":{\"USD\":1e-38}}"})
    void everyAmountThatIsTakenCanBeReadAgain(String json) throws JsonProcessingException {
        String written = Json.mapper().writeValueAsString(read(json));
        assertEquals(written, Json.mapper().writeValueAsString(read(written)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"min_amount_notify\":-1}",
                "{\"min_amounts\":{\"usd\":1}}",
                "{\"min_amount_notify\":1e5000}",
                "{\"min_amount_notify\":1e38}",
                "{\"min_amounts\":{\"USD\":1e-39}}",
                "{\"channels\":{\"credit_added\":[null]}}",
                "{\"channels\":{\"credit_added\":[\"pigeon\"]}}",
                "{\"channels\":{\"Credit Added\":[]}}",
                "{\"language\":\"xx\"}",
                "{\"email\":\"nobody\"}",
                "{\"email\":\"a@example.org\\r\\nBcc: b@example.org\"}",
                "{\"email\":\"A <a@example.org>\"}",
                "{\"sms_on_credit\":true}",
            })
    void refusesWhatItDoesNotKnow(String json) {
        assertThrows(JsonMappingException.class, () -> read(json));
    }
}
