package dev.florin.wallet.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Telling;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Raises alerts, keeps them, and lets operators tick them off. They are found on the way out, where every movement
 * passes: looking for them costs the money path nothing. The movements of a wallet come in their order; of two wallets
 * of a user what moved first may come last.
 */
@Singleton
public class AlertService {
    private final AlertStore store;
    private final LedgerService ledger;
    private final AlertRules rules;
    private final RapidRule rapid;
    private final AlertConfig config;
    private final Clock clock;
    private final Cache<String, RecentEntries> recent;

    AlertService(AlertStore store, LedgerService ledger, AlertConfig config, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
        this.rules = new AlertRules(new LargeDeductions(config.largeDeduction()));
        this.rapid = new RapidRule(config.rapidCount(), config.rapidWindow());
        this.recent =
                Caffeine.newBuilder().maximumSize(config.rememberedUsers()).build();
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AlertPage(
            List<AlertView> alerts, @Nullable String nextCursor) {}

    /** Who is told: the owner, and the operators. */
    public List<String> audience(Alert alert) {
        return Stream.concat(Stream.of(alert.owner()), config.operators().orElse(List.of()).stream())
                .distinct()
                .toList();
    }

    /** What is told. */
    public FlorinEvent event(Alert alert) {
        return alert.event(config.rapidWindow());
    }

    /** Forgets what is known of users: another process may have told more of them since. */
    public void takeOver() {
        recent.invalidateAll();
    }

    /**
     * Finds and keeps what a movement raises; asked again, it finds the same and keeps nothing twice. That a user's
     * transactions became rapid, which may be so with another movement, is told by a row of the outbox of its own. The
     * alert is kept with it or not at all.
     *
     * @return what is to be told with the movement
     */
    public List<Alert> raise(Movement movement) {
        if (movement.type().equals(Movement.HOLD)) {
            return List.of();
        }
        List<Alert> raised = rules.of(movement);
        if (!raised.isEmpty()) {
            store.keep(raised);
        }
        count(movement, movement.debit());
        if (movement.credit() != null) {
            count(movement, movement.credit());
        }
        return raised;
    }

    public AlertPage list(
            @Nullable Boolean acknowledged, Alert.@Nullable Kind kind, @Nullable String cursor, int limit) {
        TimeCursor from = TimeCursor.of(cursor);
        TimePage<AlertView> page = TimePage.of(
                store.list(acknowledged, kind, from, limit + 1),
                limit,
                alert -> new TimeCursor(alert.createdAt(), alert.alertId()));
        return new AlertPage(page.items(), page.nextCursor());
    }

    /**
     * Ticks an alert off; the first who does it stands.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}
     */
    public AlertView acknowledge(UUID id, String operator) {
        return store.acknowledge(id, operator, clock.instant())
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such alert."));
    }

    private void count(Movement movement, Movement.Side side) {
        if (rapid.isOff() || side.kind() != Account.Kind.WALLET) {
            return;
        }
        String user = side.owner();
        UserEntry told = UserEntry.of(movement, side);
        RecentEntries known = recent.getIfPresent(user);
        if (known == null || told.compareTo(known.newest()) <= 0) {
            lookAround(user, told, movement.traceparent());
            return;
        }
        RecentEntries next = known.then(told, rapid.needed());
        recent.put(user, next);
        if (rapid.isCrossedBy(next.times())) {
            tell(user, told, movement.traceparent());
        }
    }

    /**
     * Of a user of whom nothing is known, or something later than this. What is committed decides, and about the next
     * ones as well, in which this one counts: whichever of eleven is told last finds the ten others.
     */
    private void lookAround(String user, UserEntry told, @Nullable String traceparent) {
        List<UserEntry> entries = store.entriesAround(user, told, rapid);
        int place = Collections.binarySearch(entries, told);
        if (place < 0) {
            // Its month has been taken away: that is long ago.
            return;
        }
        rapid.crossings(entries, place).forEach(entry -> tell(user, entry, traceparent));
        // Later ones of the same wallet are still to be told; of another, that is not known.
        boolean othersGoOn = entries.subList(place, entries.size()).stream()
                .anyMatch(entry -> !entry.account().equals(told.account()));
        if (othersGoOn) {
            recent.invalidate(user);
        } else {
            recent.put(user, RecentEntries.of(entries.subList(0, place + 1), rapid.needed()));
        }
    }

    /**
     * Unless it has been: one that comes late may show that an earlier one was the eleventh, of a user who knows
     * already. Nobody else does this meanwhile, as one process tells at a time.
     */
    private void tell(String user, UserEntry entry, @Nullable String traceparent) {
        Alert alert = Alert.rapid(user, entry, rapid.usual() + 1);
        Instant until = entry.at().plus(rapid.window());
        ledger.inTransaction(transaction -> {
            boolean isNews = !AlertStore.wasRapid(transaction, user, entry.at(), until);
            if (isNews) {
                AlertStore.keep(transaction, alert);
                ledger.tell(transaction, telling(alert, traceparent));
            }
            return isNews;
        });
    }

    private Telling telling(Alert alert, @Nullable String traceparent) {
        Telling.Told told = Telling.Told.of(event(alert), audience(alert), alert.topic());
        return new Telling(alert.createdAt(), traceparent, List.of(told));
    }
}
