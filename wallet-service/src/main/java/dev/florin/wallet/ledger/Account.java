package dev.florin.wallet.ledger;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * An account as it stands; all amounts in minor units.
 *
 * @param owner a user's id, or the name of the kind for an account of ours
 * @param posted the sum of all entries
 * @param held what holds have set aside of it
 * @param overdraft how far below zero a wallet may go
 * @param seq number of the last entry
 * @param version rises with every change of {@code posted} or {@code held}
 * @param tier how well its owner is known (KYC): decides about limits that are not its own
 * @param limits its own
 * @param spending what counts against them
 */
public record Account(
        UUID id,
        String owner,
        Asset asset,
        Kind kind,
        BigInteger posted,
        BigInteger held,
        BigInteger overdraft,
        long seq,
        long version,
        boolean frozen,
        String tier,
        Limits limits,
        Spending spending,
        Instant updatedAt) {

    /** Whose account it is, and whether it has a floor. */
    public enum Kind {
        /** A user's; never spends more than it has. */
        WALLET,
        /** The outside world: what came in stands here as a debt. */
        WORLD,
        /** What we earned. */
        FEES,
        /** What was taken for purchases. */
        MERCHANT;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** The id of an account of ours: one per kind and asset. */
    public static UUID systemId(Kind kind, Asset asset) {
        return Ids.derived("account", kind.wireName(), asset.code());
    }

    /** What a name stands for as long as there is no such account: always the same id, and never an account's. */
    static UUID nobody(String name, Asset asset) {
        return Ids.derived("nobody", name, asset.code());
    }

    /** What its owner's name stood for before. */
    UUID idBeforeItWasOpened() {
        return nobody(AccountNameService.USER + owner, asset);
    }

    /** What can be spent, without any overdraft. */
    public Money available() {
        return Money.ofMinor(posted.subtract(held), asset);
    }

    public Money balance() {
        return Money.ofMinor(posted, asset);
    }

    public Money pending() {
        return Money.ofMinor(held, asset);
    }

    /** Whether this much can leave or be set aside. */
    boolean covers(BigInteger amount) {
        return kind != Kind.WALLET || posted.subtract(held).add(overdraft).compareTo(amount) >= 0;
    }

    /**
     * After one more entry; a negative amount is a debit.
     *
     * @param spent of it counts against limits
     */
    Account moved(BigInteger amount, BigInteger spent, Instant now) {
        return with(posted.add(amount), held, seq + 1, version + 1, spending.plus(spent, now), now);
    }

    /** With this much of what was set aside about to leave: the entry that follows counts as the change. */
    Account captured(BigInteger amount, Instant now) {
        return with(posted, held.subtract(amount), seq, version, spending, now);
    }

    /**
     * With this much more set aside, or less if it is negative.
     *
     * @param spent of it counts against limits
     */
    Account reserved(BigInteger amount, BigInteger spent, Instant now) {
        return with(posted, held.add(amount), seq, version + 1, spending.plus(spent, now), now);
    }

    /** With this much, spent at that time, counted no longer. */
    Account givenBack(BigInteger spent, Instant spentAt) {
        return with(posted, held, seq, version, spending.minus(spent, spentAt), updatedAt);
    }

    /** With this much counted that was spent at that time. */
    Account counted(BigInteger spent, Instant spentAt) {
        return with(posted, held, seq, version, spending.plusOf(spent, spentAt), updatedAt);
    }

    private Account with(
            BigInteger newPosted, BigInteger newHeld, long newSeq, long newVersion, Spending newSpending, Instant now) {
        return new Account(
                id,
                owner,
                asset,
                kind,
                newPosted,
                newHeld,
                overdraft,
                newSeq,
                newVersion,
                frozen,
                tier,
                limits,
                newSpending,
                now);
    }
}
