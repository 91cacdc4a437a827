package dev.florin.wallet.transfer;

import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.Transfer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of transfers ended in each of the lists that it is merged from, so that the next page is a seek in each.
 *
 * @param reached the entry number in each wallet
 * @param refused the place among payments that were refused at once
 * @param scheduled the place among those ordered for later that have moved no money
 */
record TransferCursor(Map<UUID, Long> reached, TimeCursor refused, TimeCursor scheduled) {
    private static final TimeCursor START = TimeCursor.of(null);
    private static final String REFUSED = "refused";
    private static final String SCHEDULED = "scheduled";

    /** A transfer, and where it was found. */
    sealed interface Place {
        /** By this they are merged; each list is in its order. */
        Instant at();
    }

    /** One that moved money in or out of this wallet. */
    record Moved(UUID wallet, Transfer transfer) implements Place {
        @Override
        public Instant at() {
            return transfer.createdAt();
        }

        long seq() {
            return switch (transfer.outcome()) {
                case Transfer.Posted posted ->
                    (wallet.equals(transfer.order().debit()) ? posted.debit() : posted.credit()).seq();
                case Transfer.Refused _ -> throw new IllegalStateException("a refused transfer has no entry");
            };
        }
    }

    /** One that was refused at once. */
    record Refused(Transfer transfer) implements Place {
        @Override
        public Instant at() {
            return transfer.createdAt();
        }
    }

    /** One that was ordered for later. */
    record Scheduled(ScheduledTransfer transfer) implements Place {
        @Override
        public Instant at() {
            return transfer.createdAt();
        }
    }

    /**
     * Reads a cursor; none means the start.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    static TransferCursor of(@Nullable String text) {
        TransferCursor cursor = new TransferCursor(Map.of(), START, START);
        if (text == null) {
            return cursor;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            for (String place : plain.split(",", -1)) {
                String[] listAndPlace = place.split("=", 2);
                cursor = cursor.with(listAndPlace[0], listAndPlace[1]);
            }
            return cursor;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }

    private TransferCursor with(String list, String place) {
        return switch (list) {
            case REFUSED -> new TransferCursor(reached, TimeCursor.of(place), scheduled);
            case SCHEDULED -> new TransferCursor(reached, refused, TimeCursor.of(place));
            default -> with(UUID.fromString(list), Long.parseLong(place));
        };
    }

    private TransferCursor with(UUID wallet, long seq) {
        Map<UUID, Long> further = new HashMap<>(reached);
        further.put(wallet, seq);
        return new TransferCursor(further, refused, scheduled);
    }

    long belowSeq(UUID wallet) {
        return reached.getOrDefault(wallet, Long.MAX_VALUE);
    }

    /** @param page in its order: the last one of each list is where that list goes on */
    TransferCursor after(List<Place> page) {
        TransferCursor cursor = this;
        for (Place place : page) {
            cursor = cursor.after(place);
        }
        return cursor;
    }

    private TransferCursor after(Place place) {
        return switch (place) {
            case Moved moved -> with(moved.wallet(), moved.seq());
            case Refused last ->
                new TransferCursor(
                        reached, new TimeCursor(last.at(), last.transfer().id()), scheduled);
            case Scheduled last ->
                new TransferCursor(
                        reached,
                        refused,
                        new TimeCursor(last.at(), last.transfer().id()));
        };
    }

    String text() {
        Stream<String> wallets = reached.entrySet().stream().map(place -> place.getKey() + "=" + place.getValue());
        Stream<String> others = Stream.of(REFUSED + "=" + refused.text(), SCHEDULED + "=" + scheduled.text());
        String plain = Stream.concat(wallets, others).collect(Collectors.joining(","));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
