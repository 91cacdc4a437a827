package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.database.Database;
import dev.florin.common.test.Upgrade;
import dev.florin.wallet.Some;
import dev.florin.wallet.Upgrades;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds and figures, on tables of earlier versions. */
class InsightUpgradeTest {
    private static final List<FigureStore.Whose> everYBODY = IntStream.rangeClosed(1, 20)
            .mapToObj(n -> new FigureStore.Whose("u" + n, Some.USD))
            .toList();

    private final FigureStore.Span ever =
            new FigureStore.Span(Instant.EPOCH, Instant.now().plusSeconds(3_600));

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void figuresAreThoseOfTheFeedAndFollowIt(int version) {
        Upgrade upgrade = Upgrades.from(version);
        FigureStore figures = new FigureStore(upgrade.application());
        assertEquals(
                fromTheFeed(upgrade, "status <> 'returned'"),
                counts(figures, FigureStore.Kind.DAY, ever),
                "all that counts");
        assertEquals(
                fromTheFeed(upgrade, "status = 'pending'"),
                counts(figures, FigureStore.Kind.PENDING, FigureStore.Span.ALWAYS));
        upgrade.application()
                .update(
                        "UPDATE feed_transaction SET status = 'booked' WHERE status = 'pending'",
                        Database.Binder.NOTHING);
        assertEquals(
                fromTheFeed(upgrade, "status = 'pending'"),
                counts(figures, FigureStore.Kind.PENDING, FigureStore.Span.ALWAYS));
        assertEquals(fromTheFeed(upgrade, "status <> 'returned'"), counts(figures, FigureStore.Kind.DAY, ever));
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void walletsThatWereFedBeforeAreOnTheRound(int version) {
        List<WalletFeedService.Behind> behind =
                new WalletEntryStore(Upgrades.from(version).application()).nextOfRound(100);
        assertEquals(20, behind.size());
    }

    private static Map<String, String> counts(FigureStore figures, FigureStore.Kind kind, FigureStore.Span span) {
        return figures.sums(everYBODY, kind, span).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        sum -> sum.getValue().count() + " "
                                + sum.getValue().amount().minor()));
    }

    private static Map<String, String> fromTheFeed(Upgrade upgrade, String condition) {
        return upgrade
                .application()
                .list(
                        "SELECT user_id, count(*) FILTER (WHERE amount < 0 AND " + condition + "),"
                                + " coalesce(-sum(amount) FILTER (WHERE amount < 0 AND " + condition + "), 0)"
                                + " FROM feed_transaction GROUP BY user_id",
                        Database.Binder.NOTHING,
                        row -> Map.entry(row.getString(1), row.getString(2) + " " + row.getString(3)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
