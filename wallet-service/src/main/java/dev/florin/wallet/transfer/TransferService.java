package dev.florin.wallet.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.idempotency.Answer;
import dev.florin.wallet.idempotency.IdempotencyService;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Payments from person to person. */
@Singleton
public class TransferService {
    private final LedgerService ledger;
    private final IdempotencyService idempotency;

    TransferService(LedgerService ledger, IdempotencyService idempotency) {
        this.ledger = ledger;
        this.idempotency = idempotency;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            List<TransferView> transfers, @Nullable String nextCursor) {}

    /** Pays, once per key; a refusal is final for its key. */
    public Answer<TransferView> send(
            String sender, @Nullable String key, TransferRequest request, @Nullable String traceparent) {
        return idempotency.once(sender, key, id -> {
            Transfer.Order order = order(id, sender, request);
            return switch (ledger.apply(Command.of(new Operation.Post(order, request.message()), traceparent))
                    .getFirst()) {
                case Outcome.Posted posted -> new Answer<>(view(posted.transfer(), sender), posted.repeated());
                case Outcome.Refused refused -> throw IdempotencyService.refusal(refused);
                case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a transfer");
            };
        });
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for one between others */
    public TransferView transfer(String user, UUID id) {
        return ledger.transfer(id)
                .filter(transfer -> transfer.order().type().equals(Transfer.P2P))
                .map(transfer -> view(transfer, user))
                .filter(view -> view.senderId().equals(user) || isToldTo(user, view))
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such transfer."));
    }

    /** All payments from and to a user, newest first. */
    public Page transfers(String user, int limit, @Nullable String cursor) {
        TransferCursor from = TransferCursor.of(cursor);
        List<TransferCursor.Place> places = ledger.wallets(user).stream()
                .flatMap(wallet ->
                        ledger.transfers(wallet.id(), Transfer.P2P, from.belowSeq(wallet.id()), limit + 1).stream()
                                .map(transfer -> new TransferCursor.Place(wallet.id(), transfer)))
                .sorted(Comparator.comparing(
                                (TransferCursor.Place place) -> place.transfer().createdAt())
                        .reversed())
                .toList();
        List<TransferCursor.Place> page = places.subList(0, Math.min(limit, places.size()));
        return new Page(
                page.stream().map(place -> view(place.transfer(), user)).toList(),
                places.size() > limit ? from.after(page).text() : null);
    }

    private Transfer.Order order(UUID id, String sender, TransferRequest request) {
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
        String metadata = new TransferMetadata(sender, request.recipientId(), request.message()).json();
        return Transfer.Order.of(id, debit, credit, amount, Transfer.P2P, null, metadata)
                .asSpending();
    }

    /** A recipient is not told about what never reached them. */
    private static boolean isToldTo(String user, TransferView view) {
        return view.recipientId().equals(user) && view.failureCode() == null;
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
                transfer.createdAt());
    }
}
