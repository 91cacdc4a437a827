package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.ledger.LedgerService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a look at the figures costs after much was spent: counted by PostgreSQL itself. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class FigureScaleQuarkusTest {
    private static final int MANY = 30_000;

    private final Spender spender = Spender.fresh();

    @Inject
    Database database;

    @Inject
    LedgerService ledger;

    @Inject
    InsightConfig config;

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
        long read = rowsRead();
        assertTrue(read > 0, "this measures nothing");
        assertTrue(read <= config.recentTransactions() + config.pendingTransactions(), read + " rows");
    }

    /** By one look at everything that there is to see of this user. */
    private long rowsRead() {
        return database.inTransaction(connection -> {
            FigureService figures = figures(new Database(always(connection)));
            long before = soFar(connection);
            figures.figures(List.of(spender.name()));
            return soFar(connection) - before;
        });
    }

    private FigureService figures(Database counted) {
        FeedStore feed = new FeedStore(counted);
        WalletFeedService wallets = new WalletFeedService(ledger, feed, new WalletEntryStore(counted), config);
        Clock clock = Clock.systemUTC();
        CategoryService categories = new CategoryService(wallets, feed, new CategoryStore(counted), config, clock);
        return new FigureService(wallets, new FigureStore(counted), categories, config, clock);
    }

    /** Movements, not what is kept of them; counts may be of earlier transactions of this connection as well. */
    private static long soFar(Connection connection) throws SQLException {
        return Database.list(connection, """
                        SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
                         WHERE relname ~ '^(feed_transaction|entry|transfer)'
                        """, Database.Binder.NOTHING, row -> row.getLong(1))
                .getFirst();
    }

    /** Has this connection only, whose transaction nobody ends: PostgreSQL shows what was read as long as it lasts. */
    private static DataSource always(Connection connection) {
        Connection kept = proxy(
                Connection.class,
                (_, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return proxy(DataSource.class, (_, _, _) -> kept);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
