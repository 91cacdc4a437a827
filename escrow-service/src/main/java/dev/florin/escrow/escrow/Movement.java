package dev.florin.escrow.escrow;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One movement of an escrow's money: stored before the ledger is asked, so that whoever finds it open can ask again and
 * close it.
 *
 * @param id of the request that wants it, or derived from what caused it; every id in the ledger derives from it
 * @param actor the user, or {@code system}
 * @param holdAfter the hold with what stays held
 * @param fingerprint of the request
 * @param refundId what whoever asked for the money back calls it
 */
record Movement(
        UUID id,
        UUID escrow,
        Kind kind,
        String actor,
        @Nullable String reason,
        @Nullable String milestone,
        Funds.Division division,
        @Nullable UUID holdBefore,
        UUID holdAfter,
        UUID fingerprint,
        @Nullable String trace,
        @Nullable String refundId) {
    /** Who acts when no person does. */
    static final String SYSTEM = "system";

    /** What it is for. */
    enum Kind {
        /** From the buyer's wallet. */
        FUND,
        /** From outside. */
        PAYMENT,
        RELEASE,
        REFUND,
        /** As an operator decided. */
        RESOLVE,
        /** Its time is over. */
        GIVE_BACK;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        boolean isFunding() {
            return this == FUND || this == PAYMENT;
        }
    }

    /** Who causes a movement, and by which request. */
    record Cause(
            UUID id,
            String actor,
            @Nullable String reason,
            UUID fingerprint,
            @Nullable String trace,
            @Nullable String refundId) {
        Cause(UUID id, String actor, @Nullable String reason, UUID fingerprint, @Nullable String trace) {
            this(id, actor, reason, fingerprint, trace, null);
        }
    }

    static Movement funding(Escrow escrow, Kind kind, Cause cause) {
        Money price = escrow.agreement().price();
        Money zero = Money.zero(price.asset());
        Funds.Division all = new Funds.Division(zero, zero, zero, zero, zero, price);
        return of(escrow, kind, cause, null, all, Ids.derived(cause.id().toString(), "hold"));
    }

    static Movement dividing(
            Escrow escrow, Kind kind, Cause cause, @Nullable String milestone, Money pay, Money giveBack) {
        Funds.Division division = escrow.funds().divide(escrow.agreement(), pay, giveBack);
        boolean shrinks =
                division.toBuyer().isPositive() && division.heldAfter().isPositive();
        UUID hold = shrinks ? Ids.derived(cause.id().toString(), "hold") : Objects.requireNonNull(escrow.hold());
        return of(escrow, kind, cause, milestone, division, hold);
    }

    private static Movement of(
            Escrow escrow,
            Kind kind,
            Cause cause,
            @Nullable String milestone,
            Funds.Division division,
            UUID holdAfter) {
        return new Movement(
                cause.id(),
                escrow.id(),
                kind,
                cause.actor(),
                cause.reason(),
                milestone,
                division,
                escrow.hold(),
                holdAfter,
                cause.fingerprint(),
                cause.trace(),
                cause.refundId());
    }

    /** What it moves in all: what comes in, or what leaves the hold. */
    Money amount() {
        return kind.isFunding()
                ? division.heldAfter()
                : division.toSeller().plus(division.toFees()).plus(division.toBuyer());
    }

    /**
     * What the ledger is asked for: always the same. A hold cannot give back a part of itself, so that a partial refund
     * ends it and sets the rest aside anew, as one.
     */
    List<LedgerCommand.Step> steps(Agreement agreement) {
        List<LedgerCommand.Step> steps = new ArrayList<>();
        if (kind == Kind.PAYMENT) {
            steps.add(LedgerCommand.Step.of(new LedgerBatch.Movement(
                    Ids.derived(id.toString(), "deposit"),
                    "system:world",
                    "user:" + agreement.buyer(),
                    division.heldAfter().major(),
                    asset(),
                    "escrow_payment",
                    reference(),
                    null)));
        }
        if (kind.isFunding()) {
            steps.add(reserve(agreement));
            return List.copyOf(steps);
        }
        addCapture(steps, "seller", "user:" + agreement.seller(), division.toSeller(), "escrow_release");
        addCapture(steps, "fee", "system:fees", division.toFees(), "escrow_fee");
        if (division.toBuyer().isPositive()) {
            steps.add(release(Objects.requireNonNull(holdBefore)));
            if (division.heldAfter().isPositive()) {
                steps.add(reserve(agreement));
            }
        }
        return List.copyOf(steps);
    }

    /** What refund-service gave back has the name under which it looks for it in the ledger. */
    private LedgerCommand.Step release(UUID hold) {
        return kind == Kind.GIVE_BACK
                ? LedgerCommand.Step.refunding(hold, "escrow", escrow)
                : LedgerCommand.Step.releasing(hold);
    }

    private LedgerCommand.Step reserve(Agreement agreement) {
        return LedgerCommand.Step.of(new HoldOrder(
                holdAfter,
                "user:" + agreement.buyer(),
                division.heldAfter().major(),
                asset(),
                reference(),
                null,
                // What was paid outside comes in for this: no limit of the wallet can send it back.
                kind != Kind.PAYMENT,
                kind.isFunding() ? null : holdBefore));
    }

    /** A part can be so small that the fee takes all of it, or none. */
    private void addCapture(List<LedgerCommand.Step> steps, String word, String credit, Money amount, String type) {
        if (amount.isPositive()) {
            HoldOrder.Capture order = new HoldOrder.Capture(
                    Ids.derived(id.toString(), word), credit, amount.major(), asset(), type, reference());
            steps.add(LedgerCommand.Step.of(new LedgerCommand.Capture(Objects.requireNonNull(holdBefore), order)));
        }
    }

    private String asset() {
        return division.heldAfter().asset().code();
    }

    private String reference() {
        return "escrow:" + escrow;
    }
}
