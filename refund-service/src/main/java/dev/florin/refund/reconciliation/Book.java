package dev.florin.refund.reconciliation;

import dev.florin.common.api.refund.Refunded;
import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.refund.source.LedgerClient;
import dev.florin.refund.source.RefundSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seam: the book of somebody else who moves or owes what is given back, in the order of time. */
interface Book {
    /** The ledger's. */
    String LEDGER = "ledger";

    /** What the names of owners' books begin with. */
    String OWNER = "owner:";

    String name();

    /**
     * @param cursor goes on where a page ended; then {@code since} no longer counts
     * @throws IOException if it cannot be read now
     */
    Page read(Instant since, @Nullable String cursor, int limit) throws IOException;

    /**
     * Some lines.
     *
     * @param completeUntil nothing older can come any more
     * @param nextCursor absent on the last page
     */
    record Page(
            List<Line> lines,
            Instant completeUntil,
            @Nullable String nextCursor) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /** What the ledger moved. */
    static Book of(LedgerClient ledger) {
        return new Book() {
            @Override
            public String name() {
                return LEDGER;
            }

            @Override
            public Page read(Instant since, @Nullable String cursor, int limit) throws IOException {
                LedgerRefunds page = ledger.refunds(since, cursor, limit);
                List<Line> lines = new ArrayList<>();
                for (LedgerRefunds.Item item : page.items()) {
                    lines.add(new Line(
                            item.id(),
                            thing(item.key(), item.id()),
                            item.userId(),
                            money(item.amount(), item.currency()),
                            item.createdAt()));
                }
                return new Page(lines, page.completeUntil(), page.nextCursor());
            }
        };
    }

    /** What an owner says it gave back. Its commits can come a moment later than their times say. */
    static Book of(RefundSource owner, Clock clock, Duration settles) {
        return new Book() {
            @Override
            public String name() {
                return OWNER + owner.name();
            }

            @Override
            public Page read(Instant since, @Nullable String cursor, int limit) throws IOException {
                Instant complete = clock.instant().minus(settles);
                Refunded.Page page = owner.refunded(since, cursor, limit);
                List<Line> lines = new ArrayList<>();
                for (Refunded item : page.items()) {
                    lines.add(new Line(
                            item.id(),
                            new Line.Thing(item.kind(), item.id()),
                            item.userId(),
                            money(item.amount(), item.currency()),
                            item.refundedAt()));
                }
                return new Page(lines, complete, page.nextCursor());
            }
        };
    }

    /** A key that is none of ours is a thing by itself: one without a refund. */
    private static Line.Thing thing(String key, UUID movement) {
        String[] parts = key.split(":", -1);
        try {
            return parts.length == 3 && parts[0].equals("refund")
                    ? new Line.Thing(parts[1], UUID.fromString(parts[2]))
                    : new Line.Thing(key, movement);
        } catch (IllegalArgumentException e) {
            return new Line.Thing(key, movement);
        }
    }

    private static Money money(BigDecimal amount, String currency) throws IOException {
        try {
            return Money.of(amount, Asset.of(currency));
        } catch (FlorinException e) {
            throw new IOException("a line with an amount that cannot be: " + e.detail(), e);
        }
    }
}
