package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.Api;
import dev.florin.wallet.Reads;
import dev.florin.wallet.history.Past;
import dev.florin.wallet.ledger.LedgerService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a look at the figures costs after much was spent: counted by PostgreSQL itself. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestProfile(FigureScaleQuarkusTest.JobAtRest.class)
class FigureScaleQuarkusTest {
    private static final int MANY = 30_000;

    /** More than two requests bring in, and less than three. */
    private static final int MOVEMENTS = 24_000;

    private final Spender spender = Spender.fresh();

    @Inject
    Database database;

    @Inject
    LedgerService ledger;

    @Inject
    InsightConfig config;

    @Inject
    WalletFeedService wallets;

    /** The job runs when a test says so. */
    public static final class JobAtRest implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.insight.feed-interval", "P1D", "florin.insight.feed-page", "2");
        }
    }

    @Test
    void aLookReadsNoMoreOfThePastThanItShows() throws SQLException {
        spender.api().wallet("100");
        spender.buy("1");
        Sql.asSuperuser().execute("""
                        INSERT INTO feed_transaction (user_id, source, reference, merchant, merchant_key, description, amount,
                                                      currency, booked_at, status)
                        SELECT '%s', 'bank', i, 'Lidl', 'lidl', 'text', -100, 'RON', now() - i * interval '1 minute',
                               CASE i %% 10 WHEN 0 THEN 'pending' ELSE 'booked' END
                          FROM generate_series(1, %d) i;
                        ANALYZE feed_transaction
                        """.formatted(spender.name(), MANY));
        assertEquals(MANY / 10, spender.get("dashboard/").get("pending_count").intValue());
        aLookReadsOnlyWhatItShows();
    }

    /** A user with a long past looks for the first time: no request works through it, however often they look. */
    @Test
    void aFirstLookBringsInABoundedPartAndTheJobTheRest() throws SQLException {
        UUID wallet = Past.of(
                spender.name(),
                "USD",
                MOVEMENTS,
                Instant.now().minus(Duration.ofMillis(MOVEMENTS)),
                Duration.ofMillis(1));
        ApiAnswer refused = spender.api().get("/api/bt-pay/dashboard/").expect(503);
        assertEquals("figures-behind", refused.code());
        assertEquals("1", refused.header("Retry-After"));
        assertEquals(config.requestEntries(), fed(wallet));
        assertEquals(List.of("nobody"), answered("nobody", spender.name()));
        assertEquals(2L * config.requestEntries(), fed(wallet));
        wallets.keepClose();
        assertEquals(MOVEMENTS, fed(wallet));
        assertEquals("USD", spender.get("dashboard/").get("currency").textValue());
        assertEquals(
                MOVEMENTS / 2 * 100L,
                Sql.number("SELECT amount FROM spending WHERE kind = 'total' AND user_id = '" + spender.name() + "'"));
        aLookReadsOnlyWhatItShows();
    }

    private static List<String> answered(String... users) {
        return Api.asService()
                .post("/internal/insight/figures", "{\"users\":[\"" + String.join("\",\"", users) + "\"]}")
                .expect(200)
                .json()
                .get("figures")
                .findValuesAsText("user_id");
    }

    /** A page of the round is two wallets here: whoever has looked is on it, and nobody else. */
    @Test
    void whoHasLookedIsKeptCloseWithoutLookingAgain() {
        List<UUID> looked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Spender one = Spender.fresh();
            looked.add(one.api().wallet("100"));
            one.get("dashboard/");
            one.buy("1");
        }
        UUID unseen = spender.api().wallet("100");
        spender.buy("1");
        goRound();
        looked.forEach(wallet -> assertEquals(2, fed(wallet)));
        assertEquals(0, Sql.number("SELECT count(*) FROM wallet_fed WHERE account_id = '" + unseen + "'"));
    }

    @Test
    void theJobWaitsForNobody() {
        UUID wallet = spender.api().wallet("100");
        spender.get("dashboard/");
        spender.buy("1");
        FeedStore feed = new FeedStore(database);
        feed.alone(spender.name(), _ -> {
            goRound();
            return true;
        });
        assertEquals(1, fed(wallet), "somebody else was at work on it");
        // Another replica is just about to take its turn.
        database.inTransaction(connection -> {
            assertEquals(
                    1,
                    Database.list(connection, "SELECT FROM feed_round FOR UPDATE", Database.Binder.NOTHING, _ -> true)
                            .size());
            goRound();
            return true;
        });
        assertEquals(1, fed(wallet));
        goRound();
        assertEquals(2, fed(wallet));
    }

    /** Every page once, wherever the round stands, and the one on which it ends. */
    private void goRound() {
        for (long left = Sql.number("SELECT count(*) FROM wallet_fed"); left >= -2; left -= config.feedPage()) {
            wallets.keepClose();
        }
    }

    private static long fed(UUID wallet) {
        return Sql.number("SELECT seq FROM wallet_fed WHERE account_id = '" + wallet + "'");
    }

    /** By one look at everything that there is to see of this user: movements, not what is kept of them. */
    private void aLookReadsOnlyWhatItShows() {
        long read = Reads.of(
                        database,
                        "^(feed_transaction|entry|transfer)",
                        counted -> figures(counted).figures(List.of(spender.name())))
                .rows();
        assertTrue(read > 0, "this measures nothing");
        assertTrue(read <= config.recentTransactions() + config.pendingTransactions(), read + " rows");
    }

    private FigureService figures(Database counted) {
        FeedStore feed = new FeedStore(counted);
        WalletFeedService wallets = new WalletFeedService(ledger, feed, new WalletEntryStore(counted), config);
        Clock clock = Clock.systemUTC();
        CategoryService categories =
                new CategoryService(wallets, feed, new CategoryStore(counted), ledger, config, clock);
        return new FigureService(wallets, new FigureStore(counted), categories, config, clock);
    }
}
