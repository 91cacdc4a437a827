package dev.florin.escrow.payment;

import dev.florin.common.money.Money;
import java.math.BigInteger;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a buyer was asked to pay for an escrow, and how that gets on.
 *
 * @param reference how the provider names it
 * @param payment the provider's name for the payment that brought it where it stands; none while it is pending
 */
record PaymentOrder(
        UUID id,
        String reference,
        UUID escrow,
        Money amount,
        Status status,
        @Nullable String payment) {
    /** Where it stands. */
    enum Status {
        PENDING,
        AUTHORIZED,
        /** Another try may follow. */
        FAILED,
        /** It funds the escrow. */
        CAPTURED,
        /** The provider gave the money back before it was used here. */
        REFUNDED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** What is done about a report. */
    sealed interface Verdict {
        /** The escrow is funded by it. */
        record Fund(String payment) implements Verdict {}

        /** No money moves. */
        record Become(Status status, String payment) implements Verdict {}

        /** It says nothing new: a repeat, or one that came late. */
        record Ignore() implements Verdict {}

        /** An operator has to look at it. */
        record Keep(String why) implements Verdict {}
    }

    /** Decides by the order as it stands, in whatever sequence reports arrive. */
    Verdict verdict(PaymentReport.Type type, PaymentReport report) {
        String by = report.payment();
        if (by == null) {
            return new Verdict.Keep("it names no payment");
        }
        if (!fits(report)) {
            return new Verdict.Keep("not the amount and currency that were agreed on: " + amount.minor()
                    + " minor units of " + amount.asset().code());
        }
        return switch (type) {
            case AUTHORIZED -> authorized(by);
            case CAPTURED, ORDER_PAID -> captured(by);
            case FAILED -> failed(by);
            case REFUNDED -> refunded(by);
        };
    }

    /** A payment that failed stays so: its authorization was overtaken. If it is captured after all, that counts. */
    private Verdict authorized(String by) {
        boolean isNews = status == Status.PENDING || (status == Status.FAILED && !by.equals(payment));
        return isNews ? new Verdict.Become(Status.AUTHORIZED, by) : new Verdict.Ignore();
    }

    private Verdict captured(String by) {
        return switch (status) {
            case PENDING, AUTHORIZED, FAILED -> new Verdict.Fund(by);
            case CAPTURED, REFUNDED ->
                by.equals(payment) ? new Verdict.Ignore() : new Verdict.Keep("the order was closed by another payment");
        };
    }

    private Verdict failed(String by) {
        boolean isNews = switch (status) {
            case PENDING -> true;
            case AUTHORIZED -> by.equals(payment);
            case FAILED -> !by.equals(payment);
            case CAPTURED, REFUNDED -> false;
        };
        return isNews ? new Verdict.Become(Status.FAILED, by) : new Verdict.Ignore();
    }

    private Verdict refunded(String by) {
        return switch (status) {
            case PENDING, FAILED -> new Verdict.Become(Status.REFUNDED, by);
            case AUTHORIZED -> by.equals(payment) ? new Verdict.Become(Status.REFUNDED, by) : new Verdict.Ignore();
            case CAPTURED ->
                by.equals(payment) ? new Verdict.Keep("the payment funds the escrow") : new Verdict.Ignore();
            case REFUNDED -> new Verdict.Ignore();
        };
    }

    private boolean fits(PaymentReport report) {
        Long minor = report.minorAmount();
        return minor != null
                && BigInteger.valueOf(minor).equals(amount.minor())
                && amount.asset().code().equals(report.currency());
    }
}
