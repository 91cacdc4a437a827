package dev.florin.wallet.ledger;

import java.util.UUID;

/**
 * An id that is kept for a movement to come.
 *
 * @param fingerprint of the movement's order: another order under this id is refused; one that no order has keeps the
 *     id from all of them
 */
public record Promise(UUID id, UUID fingerprint) {
    public static Promise of(Transfer.Order order) {
        return new Promise(order.id(), order.fingerprint());
    }
}
