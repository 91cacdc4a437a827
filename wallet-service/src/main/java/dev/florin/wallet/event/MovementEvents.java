package dev.florin.wallet.event;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.FlorinEvent.Direction;
import dev.florin.common.event.RailEvent;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Transfer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spells out what a movement has to tell. Every user whose wallet it touched gets {@code balance_update}; if money
 * moved, also {@code transaction_notification} and {@code credit_added} or {@code credit_deducted}, exactly one of
 * each. A payment between people adds {@code payment_received} for who got it, and its {@code transfer_update} for
 * both; what came or went over a rail adds {@code deposit_received} or {@code withdrawal_processed}.
 */
final class MovementEvents {
    static final String SOURCE = "/wallet-service";

    private final OutboxRow row;
    private final Movement movement;
    private final Movement.@Nullable About about;
    private final Asset asset;
    private final Money amount;
    private final List<EventEnvelope> events = new ArrayList<>();
    private int next;

    private MovementEvents(OutboxRow row, Movement movement) {
        this.row = row;
        this.movement = movement;
        this.about = movement.about();
        this.asset = Asset.of(movement.asset());
        this.amount = Money.ofMinor(movement.amount(), asset);
    }

    /** Always the same events, with the same ids in the same order. */
    static List<EventEnvelope> of(OutboxRow row, Movement movement) {
        MovementEvents story = new MovementEvents(row, movement);
        story.tell();
        return List.copyOf(story.events);
    }

    private void tell() {
        Movement.Side debit = movement.debit();
        Movement.Side credit = movement.credit();
        if (isUser(debit)) {
            tellParty(debit, Direction.OUTGOING, credit);
        }
        if (credit != null && isUser(credit)) {
            tellParty(credit, Direction.INCOMING, debit);
        }
        if (credit != null && movement.type().equals(Transfer.P2P)) {
            tellPayment(debit, credit);
        }
        if (credit != null && about != null && about.rail() != null) {
            tellRail(about.rail(), debit, credit);
        }
    }

    private void tellParty(Movement.Side side, Direction direction, Movement.@Nullable Side other) {
        add(balanceUpdate(side, direction), side.owner(), "balance:" + side.owner());
        if (movement.type().equals(Movement.HOLD)) {
            return;
        }
        boolean incoming = direction == Direction.INCOMING;
        String counterparty = other != null && isUser(other) ? other.owner() : null;
        String text = text(direction, counterparty);
        String topic = "transactions:" + side.owner();
        add(notification(side, direction, text, counterparty), side.owner(), topic);
        String message = text + ". New balance: " + available(side) + ".";
        add(incoming ? creditAdded(side, message) : creditDeducted(side, message), side.owner(), topic);
    }

    private FlorinEvent balanceUpdate(Movement.Side side, Direction direction) {
        Money available = available(side);
        FlorinEvent.Transaction transaction = movement.type().equals(Movement.HOLD)
                ? null
                : new FlorinEvent.Transaction(
                        movement.id().toString(),
                        typeFor(direction),
                        direction == Direction.INCOMING
                                ? amount.major()
                                : amount.negate().major(),
                        asset.code(),
                        movement.at());
        return new FlorinEvent.BalanceUpdate(
                side.account().toString(),
                available.major(),
                available.major(),
                Money.ofMinor(side.held(), asset).major(),
                asset.code(),
                side.version(),
                transaction);
    }

    private FlorinEvent notification(
            Movement.Side side, Direction direction, String text, @Nullable String counterparty) {
        return new FlorinEvent.TransactionNotification(
                movement.id().toString(),
                typeFor(direction),
                amount.major(),
                asset.code(),
                direction,
                text,
                counterparty,
                posted(side),
                movement.at());
    }

    private FlorinEvent creditAdded(Movement.Side side, String message) {
        return new FlorinEvent.CreditAdded(
                "Credits Added",
                message,
                link(),
                "add_circle",
                amount.major(),
                asset.code(),
                posted(side),
                movement.id().toString(),
                typeFor(Direction.INCOMING));
    }

    private FlorinEvent creditDeducted(Movement.Side side, String message) {
        return new FlorinEvent.CreditDeducted(
                "Credits Used",
                message,
                link(),
                "credit_card",
                amount.major(),
                asset.code(),
                posted(side),
                movement.id().toString(),
                typeFor(Direction.OUTGOING));
    }

    private void tellPayment(Movement.Side debit, Movement.Side credit) {
        String id = movement.id().toString();
        TransferSteps steps = new TransferSteps(id, debit.owner(), credit.owner(), amount);
        add(
                new FlorinEvent.PaymentReceived(
                        id, debit.owner(), credit.owner(), amount.major(), asset.code(), movement.message()),
                credit.owner(),
                steps.topic());
        FlorinEvent end = isAnnounced() ? steps.completed() : steps.completedAtOnce();
        add(end, List.of(debit.owner(), credit.owner()), steps.topic());
    }

    private boolean isAnnounced() {
        return about != null && about.wasAnnounced();
    }

    private void tellRail(Movement.Rail rail, Movement.Side debit, Movement.Side credit) {
        String id = rail.transaction().toString();
        boolean incoming = isUser(credit);
        Movement.Side wallet = incoming ? credit : debit;
        String walletId = wallet.account().toString();
        FlorinEvent event = incoming
                ? new RailEvent.DepositReceived(
                        id, walletId, amount.major(), asset.code(), rail.name(), posted(wallet), rail.hash())
                : new RailEvent.WithdrawalProcessed(
                        id, walletId, amount.major(), asset.code(), rail.name(), posted(wallet), rail.hash());
        add(event, wallet.owner(), "transactions:" + wallet.owner());
    }

    private String text(Direction direction, @Nullable String counterparty) {
        String what = direction == Direction.INCOMING ? "You received " + amount : amount + " deducted";
        if (counterparty != null) {
            return what + (direction == Direction.INCOMING ? " from " : " for a payment to ") + counterparty;
        }
        String type = movement.type().replace('_', ' ');
        String thing = about == null ? null : about.what();
        if (direction == Direction.INCOMING) {
            return what + " by " + type + (thing == null ? "" : " for " + thing);
        }
        return what + " for " + (thing == null ? type : thing);
    }

    private String link() {
        String link = about == null ? null : about.link();
        return link == null ? "/wallet" : link;
    }

    /** A payment has a side; everything else is called what it is. */
    private String typeFor(Direction direction) {
        if (!movement.type().equals(Transfer.P2P)) {
            return movement.type();
        }
        return direction == Direction.INCOMING ? "p2p_receive" : "p2p_send";
    }

    private BigDecimal posted(Movement.Side side) {
        return Money.ofMinor(side.posted(), asset).major();
    }

    private Money available(Movement.Side side) {
        BigInteger available = side.posted().subtract(side.held());
        return Money.ofMinor(available, asset);
    }

    private void add(FlorinEvent event, String user, String topic) {
        add(event, List.of(user), topic);
    }

    private void add(FlorinEvent event, List<String> audience, String topic) {
        add(event, audience, topic, next++);
    }

    private void add(FlorinEvent event, List<String> audience, String topic, int index) {
        String id = Outbox.eventId(row, index);
        events.add(EventEnvelope.of(id, SOURCE, movement.at(), event, audience, topic, movement.traceparent()));
    }

    private static boolean isUser(Movement.Side side) {
        return side.kind() == Account.Kind.WALLET;
    }
}
