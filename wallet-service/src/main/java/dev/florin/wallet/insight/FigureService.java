package dev.florin.wallet.insight;

import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.insight.FigureStore.Whose;
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
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shows what a user spends, as it is at this moment. */
@Singleton
public class FigureService {
    private static final int HOURS = 24;

    private static final String UNCATEGORISED = "uncategorised";

    /** What is too small to be listed; a user's own category of this name goes with it. */
    private static final String OTHER = "other";

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
     * Everything that is shown of these users, each in the currency in which the user pays most often. The same number
     * of queries however many users they are, but for wallets that have moved since somebody last looked. Nothing of
     * those whose wallets have moved more than one request may bring in: ask again.
     *
     * @param asked no one twice
     */
    public List<UserFigures> figures(List<String> asked) {
        Set<String> behind = wallets.catchUp(asked);
        List<String> users =
                asked.stream().filter(user -> !behind.contains(user)).toList();
        List<Whose> whose = inMainCurrency(users);
        Map<String, DashboardView> dashboards = dashboards(whose);
        Map<String, List<DashboardView.Pending>> pending = pending(whose);
        Map<String, List<DashboardView.Hour>> hours = hourly(whose);
        Map<String, DashboardView.Categories> categories = categories(whose);
        return users.stream()
                .map(user -> new UserFigures(
                        user,
                        of(dashboards, user),
                        pending.getOrDefault(user, List.of()),
                        of(hours, user),
                        of(categories, user)))
                .toList();
    }

    /**
     * Sums of different currencies are never mixed.
     *
     * @param currency null takes the one in which the user pays most often
     * @throws FlorinException {@link ProblemType#UNKNOWN_ASSET}, {@link ProblemType#FIGURES_BEHIND}
     */
    public DashboardView dashboard(String user, @Nullable String currency) {
        return of(dashboards(upToDate(user, currency)), user);
    }

    /** The newest of what the bank has not made final; the dashboard counts all of it. */
    public List<DashboardView.Pending> pending(String user, @Nullable String currency) {
        return pending(upToDate(user, currency)).getOrDefault(user, List.of());
    }

    /** The last 24 hours, the oldest first, also those in which nothing was spent. */
    public List<DashboardView.Hour> hourly(String user, @Nullable String currency) {
        return of(hourly(upToDate(user, currency)), user);
    }

    /** What this month was spent on. */
    public DashboardView.Categories categories(String user, @Nullable String currency) {
        return of(categories(upToDate(user, currency)), user);
    }

    private Map<String, DashboardView> dashboards(List<Whose> whose) {
        FigureStore.Span month = span(month());
        Map<String, FigureStore.Sum> pending = store.sums(whose, FigureStore.Kind.PENDING, FigureStore.Span.ALWAYS);
        Map<String, FigureStore.Sum> today = store.sums(whose, FigureStore.Kind.DAY, today());
        Map<String, FigureStore.Sum> thisMonth = store.sums(whose, FigureStore.Kind.DAY, month);
        Map<String, FigureStore.Sum> merchants = store.sums(whose, FigureStore.Kind.MERCHANT, month);
        var top = store.largest(whose, FigureStore.Kind.MERCHANT, month, config.topMerchants());
        var recent = store.recent(whose, config.recentTransactions());
        return perUser(whose, one -> {
            String user = one.user();
            return new DashboardView(
                    one.asset().code(),
                    of(pending, user).count(),
                    of(pending, user).amount().major(),
                    of(today, user).count(),
                    of(today, user).amount().major(),
                    of(thisMonth, user).count(),
                    of(thisMonth, user).amount().major(),
                    of(merchants, user).parts(),
                    top.getOrDefault(user, List.of()).stream()
                            .map(part -> new DashboardView.TopMerchant(
                                    part.label(), part.amount().major(), part.count()))
                            .toList(),
                    recent.getOrDefault(user, List.of()).stream()
                            .map(FigureService::recent)
                            .toList());
        });
    }

    private Map<String, List<DashboardView.Pending>> pending(List<Whose> whose) {
        Map<String, List<FeedTransaction>> pending = store.pending(whose, config.pendingTransactions());
        Map<String, Categoriser> categorisers = categories.categorisers(
                pending.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, FigureService::merchantKeys)));
        return pending.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        lines -> lines.getValue().stream()
                                .map(line -> pending(line, of(categorisers, lines.getKey())))
                                .toList()));
    }

    private static List<String> merchantKeys(Map.Entry<String, List<FeedTransaction>> lines) {
        return lines.getValue().stream().map(line -> line.merchant().key()).toList();
    }

    private Map<String, List<DashboardView.Hour>> hourly(List<Whose> whose) {
        Instant end = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        Instant start = end.minus(Duration.ofHours(HOURS));
        var spent = store.inOrder(whose, FigureStore.Kind.HOUR, new FigureStore.Span(start, end), HOURS);
        return perUser(whose, one -> {
            Map<Instant, FigureStore.Part> hours = spent.getOrDefault(one.user(), List.of()).stream()
                    .collect(Collectors.toMap(FigureStore.Part::bucket, Function.identity()));
            return IntStream.range(0, HOURS)
                    .mapToObj(i -> start.plus(Duration.ofHours(i)))
                    .map(hour -> hour(hour, one.asset(), hours.get(hour)))
                    .toList();
        });
    }

    private Map<String, DashboardView.Categories> categories(List<Whose> whose) {
        YearMonth month = month();
        var parts = store.largestAndRest(whose, FigureStore.Kind.CATEGORY, span(month), config.categories(), OTHER);
        return perUser(
                whose,
                one -> new DashboardView.Categories(
                        one.asset().code(),
                        month.toString(),
                        parts.getOrDefault(one.user(), List.of()).stream()
                                .map(FigureService::category)
                                .toList()));
    }

    private static DashboardView.Category category(FigureStore.Part part) {
        return new DashboardView.Category(
                part.name().isEmpty() ? UNCATEGORISED : part.name(),
                part.amount().major(),
                part.count());
    }

    private List<Whose> upToDate(String user, @Nullable String currency) {
        Asset asked = currency == null ? null : Asset.of(currency);
        wallets.catchUp(user);
        return asked == null ? inMainCurrency(List.of(user)) : List.of(new Whose(user, asked));
    }

    private List<Whose> inMainCurrency(List<String> users) {
        Map<String, Asset> currencies = store.mainCurrencies(users);
        Asset other = Asset.of(config.currency());
        return users.stream()
                .map(user -> new Whose(user, currencies.getOrDefault(user, other)))
                .toList();
    }

    private static <T> Map<String, T> perUser(List<Whose> whose, Function<Whose, T> value) {
        return whose.stream().collect(Collectors.toMap(Whose::user, value));
    }

    private static <T> T of(Map<String, T> values, String user) {
        return Objects.requireNonNull(values.get(user));
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
        Categoriser.@Nullable Guess guess =
                line.category() == null ? categoriser.guess(line.merchant()).orElse(null) : null;
        return new DashboardView.Pending(
                line.id(),
                line.merchant().name(),
                line.amount().major().abs(),
                line.amount().asset().code(),
                line.bookedAt(),
                guess == null ? line.category() : guess.category(),
                guess == null ? line.categoryReason() : guess.reason(),
                line.description());
    }
}
