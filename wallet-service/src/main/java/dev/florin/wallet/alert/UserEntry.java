package dev.florin.wallet.alert;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Movement;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * An entry in one of a user's wallets: what came, or what left. Those of all wallets of a user have one order, by time;
 * within a wallet it is that of their numbers.
 *
 * @param seq its number in the wallet
 * @param amount that moved, whichever way
 */
record UserEntry(Instant at, UUID account, long seq, UUID transfer, Money amount) implements Comparable<UserEntry> {
    private static final Comparator<UserEntry> ORDER = Comparator.comparing(UserEntry::at)
            .thenComparing(UserEntry::account)
            .thenComparingLong(UserEntry::seq);

    static UserEntry of(Movement movement, Movement.Side side) {
        return new UserEntry(
                movement.at(),
                side.account(),
                side.seq(),
                movement.id(),
                Money.ofMinor(movement.amount(), Asset.of(movement.asset())));
    }

    @Override
    public int compareTo(UserEntry other) {
        return ORDER.compare(this, other);
    }
}
