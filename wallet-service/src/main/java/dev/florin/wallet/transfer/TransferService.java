package dev.florin.wallet.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Payments from person to person. */
@Singleton
public class TransferService {
    private final LedgerService ledger;
    private final IdempotencyService idempotency;
    private final ScheduleService schedule;
    private final Clock clock;

    TransferService(LedgerService ledger, IdempotencyService idempotency, ScheduleService schedule, Clock clock) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.schedule = schedule;
        this.clock = clock;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TransferPage(
            List<TransferView> transfers, @Nullable String nextCursor) {}

    /** Pays, at once or later, once per key; a refusal is final for its key. */
    public Answer<TransferView> send(
            String sender, @Nullable String key, TransferRequest request, @Nullable String traceparent) {
        return idempotency.once(sender, key, id -> {
            Instant executeAt = schedule.time(request.executeAt());
            Transfer.Order order = order(id, sender, request, executeAt);
            return executeAt == null
                    ? pay(order, sender, request.message(), traceparent)
                    : schedule.keep(
                            ScheduledTransfer.of(order, sender, request, executeAt, traceparent, clock.instant()));
        });
    }

    private Answer<TransferView> pay(
            Transfer.Order order, String sender, @Nullable String message, @Nullable String traceparent) {
        return switch (ledger.apply(Command.of(new Operation.Post(order, message), traceparent))
                .getFirst()) {
            case Outcome.Posted posted -> new Answer<>(view(posted.transfer(), sender), posted.repeated());
            case Outcome.Refused refused -> throw refused.asAnswerToKey();
            case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a transfer");
        };
    }

    /**
     * Calls off a payment that was ordered for later.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} if the user has not sent it;
     *     {@link ProblemType#TRANSFER_NOT_CANCELLABLE}
     */
    public TransferView cancel(String sender, UUID id) {
        Optional<ScheduledTransfer> scheduled =
                schedule.find(id).filter(transfer -> transfer.sender().equals(sender));
        if (scheduled.isPresent()) {
            return schedule.cancel(scheduled.get()).view();
        }
        if (transfer(sender, id).senderId().equals(sender)) {
            throw new FlorinException(ProblemType.TRANSFER_NOT_CANCELLABLE, "The transfer happened at once.");
        }
        throw noSuchTransfer();
    }

    /** Payments that a user ordered for later, newest first, whatever became of them. */
    public TransferPage scheduled(String sender, int limit, @Nullable String cursor) {
        TimePage<ScheduledTransfer> page = TimePage.of(
                schedule.ofSender(sender, TimeCursor.of(cursor), limit + 1),
                limit,
                transfer -> new TimeCursor(transfer.createdAt(), transfer.id()));
        return new TransferPage(page.map(ScheduledTransfer::view), page.nextCursor());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for one between others */
    public TransferView transfer(String user, UUID id) {
        Optional<Transfer> decided =
                ledger.transfer(id).filter(transfer -> transfer.order().type().equals(Transfer.P2P));
        return decided.filter(transfer -> transfer.refusal().isEmpty())
                .map(transfer -> view(transfer, user))
                .or(() -> schedule.find(id).map(ScheduledTransfer::view))
                .or(() -> decided.map(transfer -> view(transfer, user)))
                .filter(view -> user.equals(view.senderId()) || user.equals(view.recipientId()))
                .map(view -> view.forParty(user))
                .orElseThrow(TransferService::noSuchTransfer);
    }

    private static FlorinException noSuchTransfer() {
        return new FlorinException(ProblemType.NOT_FOUND, "You have no such transfer.");
    }

    /**
     * All payments from and to a user, newest first: those that moved money by when they did, the others by when they
     * were ordered.
     */
    public TransferPage transfers(String user, int limit, @Nullable String cursor) {
        TransferCursor from = TransferCursor.of(cursor);
        List<TransferCursor.Place> places = places(user, from, limit + 1);
        List<TransferCursor.Place> page = places.subList(0, Math.min(limit, places.size()));
        return new TransferPage(
                page.stream().map(place -> view(place, user).forParty(user)).toList(),
                places.size() > limit ? from.after(page).text() : null);
    }

    /** The first ones of each list, merged. */
    private List<TransferCursor.Place> places(String user, TransferCursor from, int limit) {
        List<UUID> wallets = ledger.wallets(user).stream().map(Account::id).toList();
        // First: what moves its money meanwhile is then found twice, and would not be found at all the other way round.
        List<ScheduledTransfer> unmoved = schedule.unmoved(user, from.scheduled(), limit);
        List<TransferCursor.Moved> moved = wallets.stream()
                .flatMap(wallet -> ledger.transfers(wallet, Transfer.P2P, from.belowSeq(wallet), limit).stream()
                        .map(transfer -> new TransferCursor.Moved(wallet, transfer)))
                .toList();
        Set<UUID> ids = moved.stream().map(place -> place.transfer().id()).collect(Collectors.toSet());
        List<TransferCursor.Place> places = new ArrayList<>(moved);
        ledger.refusedPayments(wallets, from.refused(), limit)
                .forEach(transfer -> places.add(new TransferCursor.Refused(transfer)));
        unmoved.stream()
                .filter(transfer -> !ids.contains(transfer.id()))
                .forEach(transfer -> places.add(new TransferCursor.Scheduled(transfer)));
        // Stable: what is of one millisecond stays in the order of its list.
        places.sort(Comparator.comparing(TransferCursor.Place::at).reversed());
        return places;
    }

    private static TransferView view(TransferCursor.Place place, String user) {
        return switch (place) {
            case TransferCursor.Moved moved -> view(moved.transfer(), user);
            case TransferCursor.Refused refused -> view(refused.transfer(), user);
            case TransferCursor.Scheduled scheduled -> scheduled.transfer().view();
        };
    }

    private Transfer.Order order(UUID id, String sender, TransferRequest request, @Nullable Instant executeAt) {
        Asset asset = Asset.of(request.currency());
        Money amount = Money.positive(request.amount(), asset);
        if (sender.equals(request.recipientId())) {
            throw new FlorinException(ProblemType.SAME_ACCOUNT, "You cannot pay yourself.");
        }
        UUID debit = ledger.walletId(sender, asset)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.WALLET_NOT_FOUND, "You have no " + asset + " wallet; open one first."));
        UUID credit = ledger.walletId(request.recipientId(), asset)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.RECIPIENT_NOT_FOUND, "The recipient has no " + asset + " wallet."));
        TransferMetadata people = new TransferMetadata(sender, request.recipientId(), request.message());
        return ScheduledTransfer.order(id, debit, credit, amount, people, executeAt);
    }

    private static TransferView view(Transfer transfer, String user) {
        TransferMetadata metadata = TransferMetadata.of(transfer.order().metadata());
        boolean isSender = metadata.sender().equals(user);
        UUID account = isSender ? transfer.order().debit() : transfer.order().credit();
        String failure = transfer.refusal().map(ProblemType::code).orElse(null);
        BigDecimal balanceAfter =
                failure == null ? transfer.balanceAfter(account).major() : null;
        return new TransferView(
                transfer.id(),
                metadata.sender(),
                metadata.recipient(),
                transfer.amount().major(),
                transfer.amount().asset().code(),
                metadata.message(),
                failure == null ? "completed" : "failed",
                100,
                failure,
                balanceAfter,
                null,
                transfer.createdAt());
    }
}
