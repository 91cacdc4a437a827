package dev.florin.wallet.transfer;

import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.Transfer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of transfers ended: the entry number reached in each wallet, so that the next page is a seek in each.
 */
record TransferCursor(Map<UUID, Long> reached) {
    /** A transfer, and the wallet in which it was found. */
    record Place(UUID wallet, Transfer transfer) {
        long seq() {
            return switch (transfer.outcome()) {
                case Transfer.Posted posted ->
                    (wallet.equals(transfer.order().debit()) ? posted.debit() : posted.credit()).seq();
                case Transfer.Refused _ -> throw new IllegalStateException("a refused transfer has no entry");
            };
        }
    }

    /** Reads a cursor; none means the start. */
    static TransferCursor of(@Nullable String text) {
        Map<UUID, Long> reached = new HashMap<>();
        if (text != null) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
                for (String place : plain.split(",", -1)) {
                    String[] walletAndSeq = place.split("=", 2);
                    reached.put(UUID.fromString(walletAndSeq[0]), Long.parseLong(walletAndSeq[1]));
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw Required.invalid("cursor", "is not one that was given out here");
            }
        }
        return new TransferCursor(reached);
    }

    long belowSeq(UUID wallet) {
        return reached.getOrDefault(wallet, Long.MAX_VALUE);
    }

    TransferCursor after(List<Place> page) {
        Map<UUID, Long> further = new HashMap<>(reached);
        page.forEach(place -> further.merge(place.wallet(), place.seq(), Math::min));
        return new TransferCursor(further);
    }

    String text() {
        String plain = reached.entrySet().stream()
                .map(place -> place.getKey() + "=" + place.getValue())
                .collect(Collectors.joining(","));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
