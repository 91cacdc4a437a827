package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/wallet/rails/{rail}/events}: what a rail has seen.
 *
 * @param eventId the rail's own; the same event again changes nothing
 * @param sentAt when this callback was sent, not when it happened: a callback is believed for minutes only
 * @param transactionId the deposit's or the withdrawal's
 * @param amount what moved, in major units of {@code currency}; required before a deposit is believed to be final
 * @param reason why it has failed, in words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RailReport(
        String eventId,
        Instant sentAt,
        String transactionId,
        RailTransaction.Status status,
        @Nullable String transactionHash,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        @Nullable String reason) {
    private static final int MAX_ID_LENGTH = 128;
    private static final int MAX_REASON_LENGTH = 300;

    /** @throws FlorinException {@link ProblemType#MALFORMED_JSON}, {@link ProblemType#INVALID_REQUEST} */
    static RailReport read(byte[] body) {
        RailReport report = parsed(body);
        Required.field("body", report);
        Required.field("event_id", report.eventId);
        Required.field("sent_at", report.sentAt);
        Required.field("transaction_id", report.transactionId);
        Required.field("status", report.status);
        Required.atMost(MAX_ID_LENGTH, "event_id", report.eventId);
        Required.atMost(MAX_ID_LENGTH, "transaction_id", report.transactionId);
        Required.atMost(MAX_ID_LENGTH, "transaction_hash", report.transactionHash);
        Required.atMost(MAX_ID_LENGTH, "currency", report.currency);
        Required.atMost(MAX_REASON_LENGTH, "reason", report.reason);
        return report;
    }

    /** As it was received, without what was cut off. */
    static RailReport of(ReceivedEvent event) {
        return new RailReport(
                event.eventId(),
                event.receivedAt(),
                event.transactionId(),
                RailTransaction.Status.ofWireName(event.status()),
                event.transactionHash(),
                amount(event.amount()),
                event.currency(),
                event.reason());
    }

    /** An amount that was cut off for its length must not become none: that would be believed. */
    private static @Nullable BigDecimal amount(@Nullable String text) {
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return BigDecimal.ONE.negate();
        }
    }

    private static RailReport parsed(byte[] body) {
        try {
            return Json.mapper().readValue(body, RailReport.class);
        } catch (IOException e) {
            throw new FlorinException(ProblemType.MALFORMED_JSON, "The body could not be read as a rail's report.");
        }
    }

    /** The transaction that it is about, if it can be one of ours. */
    Optional<UUID> transaction() {
        try {
            return Optional.of(UUID.fromString(transactionId));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * What is done about it.
     *
     * @param transaction that it is about
     */
    RailTransaction.Verdict verdictOn(RailTransaction transaction) {
        RailTransaction.Verdict verdict = transaction.verdict(status);
        boolean believed = amount == null
                ? status != RailTransaction.Status.FINALIZED || transaction.kind() == RailTransaction.Kind.WITHDRAWAL
                : isAmountOf(transaction);
        // Who announced a deposit also named its amount: only the rail knows what has come.
        return believed || verdict instanceof RailTransaction.Verdict.Ignore
                ? verdict
                : new RailTransaction.Verdict.Keep("not the amount that was agreed on");
    }

    private boolean isAmountOf(RailTransaction transaction) {
        return amount != null
                && transaction.amount().major().compareTo(amount) == 0
                && transaction.amount().asset().code().equals(currency);
    }

    /** The amount as the rail wrote it, for the operator; of a length that nobody has to fear. */
    @Nullable
    String amountText() {
        if (amount == null) {
            return null;
        }
        String text = amount.toString();
        return text.length() <= MAX_ID_LENGTH ? text : text.substring(0, MAX_ID_LENGTH) + "…";
    }
}
