package dev.florin.wallet.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Understands movements that other services order. */
@Singleton
public class MovementMapper {
    private static final int MAX_REFERENCE_LENGTH = 200;
    private static final int MAX_METADATA_LENGTH = 4096;

    private final AccountNameService names;

    MovementMapper(AccountNameService names) {
        this.names = names;
    }

    /**
     * Reads one. Names that stand for no account are left for the ledger to refuse, so that the refusal is final for
     * the id.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} for a malformed one
     */
    public Operation operation(LedgerBatch.Movement movement) {
        Required.field("transfers", movement);
        Required.field("transfers.id", movement.id());
        Required.field("transfers.debit", movement.debit());
        Required.field("transfers.credit", movement.credit());
        Required.field("transfers.amount", movement.amount());
        Required.field("transfers.currency", movement.currency());
        Required.field("transfers.type", movement.type());
        Required.atMost(MAX_REFERENCE_LENGTH, "transfers.reference", movement.reference());
        Transfer.requireForeign(movement.type());
        Asset asset = Asset.of(movement.currency());
        return new Operation.Post(Transfer.Order.of(
                movement.id(),
                names.resolveOrNobody(movement.debit(), asset),
                names.resolveOrNobody(movement.credit(), asset),
                Money.positive(movement.amount(), asset),
                movement.type(),
                movement.reference(),
                text(movement.metadata())));
    }

    private static @Nullable String text(@Nullable JsonNode metadata) {
        String text = metadata == null || metadata.isNull() ? null : metadata.toString();
        Required.atMost(MAX_METADATA_LENGTH, "transfers.metadata", text);
        return text;
    }
}
