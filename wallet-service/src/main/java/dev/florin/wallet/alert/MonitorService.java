package dev.florin.wallet.alert;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows operators what happened in the last minutes. */
@Singleton
public class MonitorService {
    private final MonitorStore store;
    private final AlertConfig config;
    private final Clock clock;

    MonitorService(MonitorStore store, AlertConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Adds up the minutes that are over, so that nobody has to look at them again; once, whoever else does. */
    public void addUpMinutes() {
        Instant now = clock.instant();
        store.addUp(
                now.minus(config.activitySettles()).truncatedTo(ChronoUnit.MINUTES),
                now.minus(config.activityKept()).truncatedTo(ChronoUnit.MINUTES));
    }

    /** @param currency whose sums stand on top; null for the one with the most transactions */
    public MonitorView monitor(int minutes, @Nullable Asset currency) {
        Instant now = clock.instant();
        Instant since = now.minus(Duration.ofMinutes(minutes));
        List<MonitorStore.Total> totals = store.totals(since);
        Map<String, MonitorView.Sums> byCurrency = new TreeMap<>();
        totals.stream()
                .collect(Collectors.groupingBy(MonitorStore.Total::asset))
                .forEach((asset, own) -> byCurrency.put(asset.code(), sums(asset, own)));
        String shown = currency != null ? currency.code() : busiest(byCurrency);
        MonitorView.Sums sums = shown == null ? null : byCurrency.get(shown);
        return new MonitorView(
                totals.stream().mapToLong(MonitorStore.Total::count).sum(),
                sums == null ? BigDecimal.ZERO : sums.creditsAdded(),
                sums == null ? BigDecimal.ZERO : sums.creditsSpent(),
                sums == null ? BigDecimal.ZERO : sums.refundsIssued(),
                store.users(since),
                totals.stream()
                        .collect(Collectors.groupingBy(
                                MonitorStore.Total::type,
                                TreeMap::new,
                                Collectors.summingLong(MonitorStore.Total::count))),
                store.recent(since, now),
                shown,
                byCurrency,
                minutes);
    }

    private static @Nullable String busiest(Map<String, MonitorView.Sums> byCurrency) {
        return byCurrency.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().transactions()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static MonitorView.Sums sums(Asset asset, List<MonitorStore.Total> totals) {
        return new MonitorView.Sums(
                totals.stream().mapToLong(MonitorStore.Total::count).sum(),
                sum(asset, totals, total -> Transfer.isRefund(total.type()) ? null : total.added()),
                sum(asset, totals, MonitorStore.Total::spent),
                sum(asset, totals, total -> Transfer.isRefund(total.type()) ? total.amount() : null));
    }

    private static BigDecimal sum(
            Asset asset, List<MonitorStore.Total> totals, Function<MonitorStore.Total, @Nullable Money> amount) {
        BigInteger sum = BigInteger.ZERO;
        for (MonitorStore.Total total : totals) {
            Money counted = amount.apply(total);
            sum = counted == null ? sum : sum.add(counted.minor());
        }
        return new BigDecimal(sum, asset.scale());
    }
}
