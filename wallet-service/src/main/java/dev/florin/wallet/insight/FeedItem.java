package dev.florin.wallet.insight;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One movement on an account of a user, at a bank or here.
 *
 * @param reference the bank's own for it: the same one is taken in once
 * @param bookedAt for a pending one, when it was announced
 * @param amount below zero is money that went out
 * @param description as the bank words it; long ones are cut
 */
record FeedItem(
        String reference, Instant bookedAt, Money amount, Merchant merchant, String description, Status status) {
    private static final int MAX_REFERENCE = 128;
    private static final int MAX_DESCRIPTION = 1000;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final char REPLACEMENT = '\ufffd';

    /** Whether the bank has made it final. */
    enum Status {
        PENDING,
        BOOKED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} with the reason why it cannot be taken in */
    FeedItem {
        reference = reference.strip();
        bookedAt = bookedAt.truncatedTo(ChronoUnit.MILLIS);
        description = Merchant.cut(description.strip(), MAX_DESCRIPTION);
        if (reference.isEmpty()) {
            throw bad("It has no reference.");
        }
        if (reference.length() > MAX_REFERENCE) {
            throw bad("Its reference is longer than " + MAX_REFERENCE + " characters.");
        }
        if (amount.isZero()) {
            throw bad("Its amount is zero.");
        }
        if (bookedAt.isBefore(EARLIEST) || !bookedAt.isBefore(LATEST)) {
            throw bad("Its date is not between 1970 and 2200.");
        }
        requireReadable(reference);
        requireReadable(merchant.name());
        requireReadable(description);
    }

    /**
     * What is left of two lines about one reference: the later one, unless the earlier one was final.
     *
     * @return this, if the later one brings nothing new
     */
    FeedItem followedBy(FeedItem later) {
        return status == Status.BOOKED || equals(later) ? this : later;
    }

    /** The refusal of a line, in words for whoever sent the file. */
    static FlorinException bad(String reason) {
        return new FlorinException(ProblemType.INVALID_REQUEST, reason);
    }

    private static void requireReadable(String text) {
        Required.storable(text);
        if (text.indexOf(REPLACEMENT) >= 0) {
            throw bad("It has characters that are not in the encoding of the file.");
        }
    }
}
