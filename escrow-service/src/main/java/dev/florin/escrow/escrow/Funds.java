package dev.florin.escrow.escrow;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;

/**
 * Where the money is: {@code released + refunded + fee + held = funded}, always.
 *
 * @param released what the seller has
 * @param refunded what the buyer has back
 * @param paid how much of the amount is decided for the seller, with a fee that the seller pays
 * @param returned how much of the amount is decided for the buyer
 */
record Funds(Money funded, Money held, Money released, Money refunded, Money fee, Money paid, Money returned) {
    static Funds none(Asset asset) {
        Money zero = Money.zero(asset);
        return new Funds(zero, zero, zero, zero, zero, zero, zero);
    }

    static Funds funded(Money price) {
        Money zero = Money.zero(price.asset());
        return new Funds(price, price, zero, zero, zero, zero, zero);
    }

    /**
     * How held money is divided.
     *
     * @param pay of the amount, for the seller
     * @param giveBack of the amount, for the buyer
     * @param toBuyer what the buyer gets, with the fee that is no longer needed
     */
    record Division(Money pay, Money giveBack, Money toSeller, Money toFees, Money toBuyer, Money heldAfter) {}

    /** What of the amount is decided for nobody yet. */
    Money open(Agreement agreement) {
        return agreement.amount().minus(paid).minus(returned);
    }

    /**
     * Divides a part of what is held, or all of it.
     *
     * @throws FlorinException {@link ProblemType#AMOUNT_NOT_POSITIVE} for nothing, {@link ProblemType#ESCROW_EXCEEDED}
     *     for more than is open
     */
    Division divide(Agreement agreement, Money pay, Money giveBack) {
        if (pay.isNegative() || giveBack.isNegative() || pay.plus(giveBack).isZero()) {
            throw new FlorinException(ProblemType.AMOUNT_NOT_POSITIVE, "The amount has to be greater than zero.");
        }
        Money rest = open(agreement).minus(pay).minus(giveBack);
        if (rest.isNegative()) {
            throw new FlorinException(
                    ProblemType.ESCROW_EXCEEDED, "Only " + open(agreement) + " of the escrow are left to decide on.");
        }
        Fee rule = agreement.fee();
        Money paidAfter = paid.plus(pay);
        Money toFees = rule.on(paidAfter).minus(rule.on(paid));
        Money toSeller = rule.payer() == Fee.Payer.BUYER ? pay : pay.minus(toFees);
        Money heldAfter = rule.payer() == Fee.Payer.BUYER
                ? rest.plus(rule.on(paidAfter.plus(rest))).minus(rule.on(paidAfter))
                : rest;
        Money toBuyer = held.minus(toSeller).minus(toFees).minus(heldAfter);
        return new Division(pay, giveBack, toSeller, toFees, toBuyer, heldAfter);
    }

    Funds after(Division division) {
        return new Funds(
                funded,
                division.heldAfter(),
                released.plus(division.toSeller()),
                refunded.plus(division.toBuyer()),
                fee.plus(division.toFees()),
                paid.plus(division.pay()),
                returned.plus(division.giveBack()));
    }
}
