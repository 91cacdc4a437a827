package dev.florin.wallet.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Raises alerts, keeps them, and lets operators tick them off. They are found on the way out, where every movement
 * passes once and in order: looking for them costs the money path nothing.
 */
@Singleton
public class AlertService {
    private final AlertStore store;
    private final AlertRules rules;
    private final AlertConfig config;
    private final Clock clock;
    private final Cache<UUID, EntryTimes> times;

    AlertService(AlertStore store, AlertConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.rules =
                new AlertRules(new LargeDeductions(config.largeDeduction()), config.rapidCount(), config.rapidWindow());
        this.times =
                Caffeine.newBuilder().maximumSize(config.rememberedWallets()).build();
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AlertPage(
            List<AlertView> alerts, @Nullable String nextCursor) {}

    /** The operators who are told beside the owner. */
    public List<String> operators() {
        return config.operators().orElse(List.of());
    }

    /** The time in which movements are counted. */
    public Duration rapidWindow() {
        return config.rapidWindow();
    }

    /** Finds and keeps what a movement raises; asked again, it finds the same and keeps nothing twice. */
    public List<Alert> raise(Movement movement) {
        remember(movement);
        List<Alert> raised = rules.of(movement, this::time);
        if (!raised.isEmpty()) {
            store.keep(raised);
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

    private void remember(Movement movement) {
        if (config.rapidCount() > 0 && !movement.type().equals(Movement.HOLD)) {
            remember(movement.debit(), movement.at());
            if (movement.credit() != null) {
                remember(movement.credit(), movement.at());
            }
        }
    }

    private void remember(Movement.Side side, Instant at) {
        if (side.kind() == Account.Kind.WALLET) {
            timesOf(side.account()).put(side.seq(), at);
        }
    }

    private EntryTimes timesOf(UUID account) {
        return times.get(account, _ -> new EntryTimes(config.rapidCount() + 2));
    }

    /** From memory; what is not there is read once, with its neighbours. */
    private Optional<Instant> time(Movement.Side side, long seq) {
        if (seq < 1) {
            return Optional.empty();
        }
        EntryTimes known = timesOf(side.account());
        Optional<Instant> at = known.get(seq);
        if (at.isPresent()) {
            return at;
        }
        store.entryTimes(side.account(), Math.max(1, side.seq() - config.rapidCount() - 1), side.seq())
                .forEach(known::put);
        return known.get(seq);
    }
}
