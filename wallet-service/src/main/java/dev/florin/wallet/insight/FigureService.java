package dev.florin.wallet.insight;

import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shows what a user spends, as it is at this moment. */
@Singleton
public class FigureService {
    private static final int HOURS = 24;

    private final WalletFeedService wallets;
    private final FigureStore store;
    private final CategoryService categories;
    private final InsightConfig config;
    private final Clock clock;

    FigureService(
            WalletFeedService wallets,
            FigureStore store,
            CategoryService categories,
            InsightConfig config,
            Clock clock) {
        this.wallets = wallets;
        this.store = store;
        this.categories = categories;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Sums of different currencies are never mixed.
     *
     * @param currency null takes the one in which the user pays most often
     * @throws FlorinException {@link ProblemType#UNKNOWN_ASSET}
     */
    public DashboardView dashboard(String user, @Nullable String currency) {
        Asset asset = upToDate(user, currency);
        FigureStore.Sum pending = store.sum(user, asset, FigureStore.Kind.PENDING, FigureStore.Span.ALWAYS);
        FigureStore.Sum today = store.sum(user, asset, FigureStore.Kind.DAY, today());
        FigureStore.Sum month = store.sum(user, asset, FigureStore.Kind.DAY, span(month()));
        return new DashboardView(
                asset.code(),
                pending.count(),
                pending.amount().major(),
                today.count(),
                today.amount().major(),
                month.count(),
                month.amount().major(),
                store.sum(user, asset, FigureStore.Kind.MERCHANT, span(month())).parts(),
                store.largest(user, asset, FigureStore.Kind.MERCHANT, span(month()), config.topMerchants()).stream()
                        .map(part -> new DashboardView.TopMerchant(
                                part.label(), part.amount().major(), part.count()))
                        .toList(),
                store.recent(user, asset, config.recentTransactions()).stream()
                        .map(FigureService::recent)
                        .toList());
    }

    /** The newest of what the bank has not made final; the dashboard counts all of it. */
    public List<DashboardView.Pending> pending(String user, @Nullable String currency) {
        Asset asset = upToDate(user, currency);
        List<FeedTransaction> pending = store.pending(user, asset, config.pendingTransactions());
        Categoriser categoriser = categories.categoriser(
                user, pending.stream().map(line -> line.merchant().key()).toList());
        return pending.stream().map(line -> pending(line, categoriser)).toList();
    }

    /** The last 24 hours, the oldest first, also those in which nothing was spent. */
    public List<DashboardView.Hour> hourly(String user, @Nullable String currency) {
        Asset asset = upToDate(user, currency);
        Instant end = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        Instant start = end.minus(Duration.ofHours(HOURS));
        Map<Instant, FigureStore.Part> hours =
                store.inOrder(user, asset, FigureStore.Kind.HOUR, new FigureStore.Span(start, end), HOURS).stream()
                        .collect(Collectors.toMap(FigureStore.Part::bucket, Function.identity()));
        return IntStream.range(0, HOURS)
                .mapToObj(i -> start.plus(Duration.ofHours(i)))
                .map(hour -> hour(hour, asset, hours.get(hour)))
                .toList();
    }

    /** What this month was spent on. */
    public DashboardView.Categories categories(String user, @Nullable String currency) {
        Asset asset = upToDate(user, currency);
        List<DashboardView.Category> parts =
                store.largest(user, asset, FigureStore.Kind.CATEGORY, span(month()), config.categories()).stream()
                        .map(part -> new DashboardView.Category(
                                part.name().isEmpty() ? "uncategorised" : part.name(),
                                part.amount().major(),
                                part.count()))
                        .toList();
        return new DashboardView.Categories(asset.code(), month().toString(), parts);
    }

    private Asset upToDate(String user, @Nullable String currency) {
        Asset asked = currency == null ? null : Asset.of(currency);
        wallets.catchUp(user);
        return asked == null ? store.mainCurrency(user).orElseGet(() -> Asset.of(config.currency())) : asked;
    }

    private FigureStore.Span today() {
        Instant start = clock.instant().truncatedTo(ChronoUnit.DAYS);
        return new FigureStore.Span(start, start.plus(Duration.ofDays(1)));
    }

    private YearMonth month() {
        return YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    }

    private static FigureStore.Span span(YearMonth month) {
        return new FigureStore.Span(start(month), start(month.plusMonths(1)));
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static DashboardView.Hour hour(Instant hour, Asset asset, FigureStore.@Nullable Part part) {
        return part == null
                ? new DashboardView.Hour(hour, asset.code(), 0, new BigDecimal("0").setScale(asset.scale()))
                : new DashboardView.Hour(
                        hour, asset.code(), part.count(), part.amount().major());
    }

    private static DashboardView.Recent recent(FeedTransaction line) {
        return new DashboardView.Recent(
                line.id(),
                line.merchant().name(),
                line.amount().major().abs(),
                line.amount().asset().code(),
                line.bookedAt(),
                line.amount().isNegative() ? "out" : "in",
                line.status(),
                line.source(),
                line.category(),
                line.categoryReason(),
                line.description());
    }

    private static DashboardView.Pending pending(FeedTransaction line, Categoriser categoriser) {
        String guess = line.category() != null
                ? line.category()
                : categoriser
                        .guess(line.merchant())
                        .map(Categoriser.Guess::category)
                        .orElse(null);
        return new DashboardView.Pending(
                line.id(),
                line.merchant().name(),
                line.amount().major().abs(),
                line.amount().asset().code(),
                line.bookedAt(),
                guess,
                line.description());
    }
}
