package dev.florin.wallet.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.LedgerService;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stood on a wallet at any time, and how it came to that in a month. Looked up, never summed. */
@Singleton
public class StatementService {
    private final HistoryStore store;
    private final LedgerService ledger;
    private final Clock clock;

    StatementService(HistoryStore store, LedgerService ledger, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * What stood on a wallet at an instant.
     *
     * @param balance in major units of {@code currency}, after everything up to and in the millisecond {@code at}; what
     *     holds had set aside is part of it
     */
    public record Balance(UUID walletId, String currency, Instant at, BigDecimal balance) {}

    /**
     * A month.
     *
     * @param from its first instant, in UTC
     * @param until the first instant after it
     * @param complete whether it is over, so that nothing will be added
     * @param nextCursor for the movements that follow; absent when there are none
     */
    public record Statement(
            String month,
            Instant from,
            Instant until,
            boolean complete,
            List<WalletStatement> statements,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String nextCursor) {}

    /**
     * A month of one wallet: opening, plus all movements, is closing.
     *
     * @param opening balance before the first movement, in major units of {@code currency}
     * @param closing balance after the last one
     * @param movementCount how many there are in the month, on all pages
     * @param movements oldest first
     */
    public record WalletStatement(
            UUID walletId,
            String currency,
            BigDecimal opening,
            BigDecimal closing,
            long movementCount,
            List<TransactionView> movements) {}

    /**
     * @param at null means the present
     * @throws FlorinException {@link ProblemType#NOT_FOUND} also for somebody else's wallet,
     *     {@link ProblemType#INVALID_REQUEST} for a time that is yet to come
     */
    Balance balance(String user, UUID wallet, @Nullable Instant at) {
        Instant now = clock.instant();
        if (at != null && at.isAfter(now)) {
            throw Required.invalid("at", "is yet to come");
        }
        Account account = ledger.account(wallet)
                .filter(found ->
                        found.kind() == Account.Kind.WALLET && found.owner().equals(user))
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such wallet."));
        Period period = new Period(null, at == null ? null : Period.after(at));
        return store.reading(connection -> {
            Span before = store.span(connection, wallet, account.asset(), period);
            return new Balance(
                    wallet,
                    account.asset().code(),
                    at == null ? now : at,
                    store.balanceAfter(connection, wallet, account.asset(), before.upTo())
                            .major());
        });
    }

    /**
     * The statement of a month, for all wallets of a user or one.
     *
     * @param limit of movements per wallet
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} for a month that has not begun
     */
    Statement statement(String user, YearMonth month, @Nullable Asset currency, int limit, @Nullable String cursor) {
        HistoryService.requireLimit(limit);
        YearMonth current = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        if (month.isAfter(current)) {
            throw Required.invalid("month", "has not begun");
        }
        Period period = Period.of(month);
        Map<UUID, Long> shown =
                cursor == null ? Map.of() : HistoryCursor.of(cursor).left();
        return store.reading(connection -> {
            List<WalletStatement> statements = new ArrayList<>();
            Map<UUID, Long> further = new HashMap<>();
            for (Span span : store.spans(connection, user, currency, period)) {
                Long from = shown.get(span.wallet());
                if (cursor != null && from == null) {
                    continue;
                }
                Span rest = from == null ? span : span.from(from);
                List<Line> lines = store.oldestFirst(connection, rest, limit);
                statements.add(statement(connection, span, lines));
                if (!lines.isEmpty() && rest.entries() > lines.size()) {
                    further.put(span.wallet(), lines.getLast().seq());
                }
            }
            return new Statement(
                    month.toString(),
                    Period.startOf(month),
                    Period.startOf(month.plusMonths(1)),
                    month.isBefore(current),
                    statements,
                    further.isEmpty() ? null : new HistoryCursor(further).text());
        });
    }

    private WalletStatement statement(Connection connection, Span span, List<Line> lines) throws SQLException {
        return new WalletStatement(
                span.wallet(),
                span.asset().code(),
                store.balanceAfter(connection, span.wallet(), span.asset(), span.above())
                        .major(),
                store.balanceAfter(connection, span.wallet(), span.asset(), span.upTo())
                        .major(),
                span.entries(),
                lines.stream().map(Line::view).toList());
    }
}
