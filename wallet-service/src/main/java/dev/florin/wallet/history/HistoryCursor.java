package dev.florin.wallet.history;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where a page ended: the last entry of each wallet that is still to be shown, so that the next page is a seek in each.
 *
 * <p>It names the wallets that have not been reached yet as well: what moves between two pages is newer than the first
 * of them, and belongs to none.
 */
record HistoryCursor(Map<UUID, Long> left) {
    private static final int PLACE_BYTES = 3 * Long.BYTES;

    HistoryCursor {
        left = Map.copyOf(left);
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} for what was not given out here */
    static HistoryCursor of(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (!bytes.hasRemaining() || bytes.remaining() % PLACE_BYTES != 0) {
                throw new IllegalArgumentException("not whole places");
            }
            Map<UUID, Long> left = new HashMap<>();
            while (bytes.hasRemaining()) {
                left.put(new UUID(bytes.getLong(), bytes.getLong()), Math.max(0, bytes.getLong()));
            }
            return new HistoryCursor(left);
        } catch (IllegalArgumentException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }

    /** What is left of some spans after a page of theirs. */
    static HistoryCursor after(List<Span> spans, List<Line> page) {
        Map<UUID, Long> left = new HashMap<>();
        spans.forEach(span -> left.put(span.wallet(), span.upTo()));
        page.forEach(line -> left.merge(line.wallet(), line.seq() - 1, Math::min));
        return new HistoryCursor(left);
    }

    /** What of these spans is left. */
    List<Span> rest(List<Span> spans) {
        return spans.stream()
                .map(span -> span.upTo(left.getOrDefault(span.wallet(), 0L)))
                .toList();
    }

    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(left.size() * PLACE_BYTES);
        left.forEach((wallet, seq) -> bytes.putLong(wallet.getMostSignificantBits())
                .putLong(wallet.getLeastSignificantBits())
                .putLong(seq));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
