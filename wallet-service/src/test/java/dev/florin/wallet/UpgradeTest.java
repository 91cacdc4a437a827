package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.Upgrade;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations, over what earlier versions left. What the stores then find is looked at in their own packages. */
class UpgradeTest {
    /** What the migrations are to change in the columns that were there before. */
    private static final Map<Integer, Set<String>> CHANGES = Map.of(
            Upgrades.WHOLE_ENTRIES, Set.of(),
            Upgrades.SPENT_FOR_EVER, Set.of("feed_transaction", "spending"),
            Upgrades.MINUTES, Set.of("activity", "activity_span"),
            Upgrades.PAYMENTS_ONLY, Set.of());

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void nothingIsLostAndNothingIsLeftHalfDone(int version) {
        Upgrade upgrade = Upgrades.from(version);
        assertEquals(List.of(), upgrade.untried());
        assertEquals(
                CHANGES.get(version),
                upgrade.changed().keySet(),
                () -> upgrade.changed().toString());
        assertEquals(List.of(), upgrade.faults());
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void everyEntryStandsInItsMonthAndMonthsCanBeClosed(int version) {
        Upgrade upgrade = Upgrades.from(version);
        assertEquals("0", upgrade.one("""
                SELECT count(*) FROM entry
                 WHERE tableoid::regclass::text <> 'entry_' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY_MM')
                """));
        int closed = upgrade.application()
                .first(
                        "SELECT close_entry_months(now() - interval '1 day')",
                        Database.Binder.NOTHING,
                        row -> row.getInt(1))
                .orElseThrow();
        assertTrue(closed > 0);
        assertEquals("0", upgrade.one("""
                SELECT count(*) FROM closing c WHERE seq || ':' || balance IS DISTINCT FROM
                    (SELECT seq || ':' || balance_after FROM entry e WHERE e.account_id = c.account_id
                        AND date_trunc('month', created_at, 'UTC')::date = c.month ORDER BY seq DESC LIMIT 1)
                """));
    }

    @Test
    void whatWasGivenBackBeforeIsKnownByItsName() {
        Upgrade upgrade = Upgrades.from(Upgrades.SPENT_FOR_EVER);
        assertEquals("199", upgrade.one("SELECT count(*) FROM feed_transaction WHERE status = 'returned'"));
        assertEquals(
                "40 1",
                upgrade.one("SELECT count(*) FILTER (WHERE released_for LIKE 'refund:red\\_packet:%') || ' '"
                        + " || count(*) FILTER (WHERE released_for LIKE 'refund:withdrawal:%') FROM hold"));
    }

    @Test
    void twoReplicasCanStartAtOnce() {
        Upgrade upgrade = Upgrades.begin("upgraded_wallet_twice", Upgrades.WHOLE_ENTRIES);
        Stream.of(migration(upgrade), migration(upgrade)).toList().forEach(CompletableFuture::join);
        assertEquals(Map.of(), upgrade.changed());
        assertEquals(
                upgrade.one("SELECT count(*) FROM flyway_schema_history"),
                upgrade.one("SELECT count(DISTINCT version) FROM flyway_schema_history WHERE success"));
    }

    private static CompletableFuture<Void> migration(Upgrade upgrade) {
        return CompletableFuture.runAsync(upgrade::migrate, Thread::startVirtualThread);
    }

    /** What deploy/README.md has for whoever has very many transfers. */
    @Test
    void anIndexIsTakenOverThatWasMadeBeforeWhilePaymentsWentOn() {
        Upgrade upgrade = Upgrades.begin("upgraded_wallet_prepared", Upgrades.PAYMENTS_ONLY);
        CompletableFuture<Void> made = upgrade.application().inTransaction(payer -> {
            Database.execute(payer, "SET LOCAL lock_timeout = '5s'", Database.Binder.NOTHING);
            refuse(payer);
            CompletableFuture<Void> making = CompletableFuture.runAsync(
                    () -> upgrade.owner()
                            .update(withoutWaiting("V25__every_transfer_is_listed.sql"), Database.Binder.NOTHING),
                    Thread::startVirtualThread);
            Eventually.holds(
                    "the index is being made",
                    () -> upgrade.one(
                                    "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database()")
                            .equals("1"));
            refuse(payer);
            return making;
        });
        made.join();
        String index = "SELECT 'transfer_refused'::regclass::oid";
        String before = upgrade.one(index);
        upgrade.migrate();
        assertEquals(before, upgrade.one(index));
        assertEquals(List.of(), upgrade.faults());
    }

    private static String withoutWaiting(String migration) {
        try (InputStream file = UpgradeTest.class.getResourceAsStream("/db/migration/" + migration)) {
            String sql = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return sql.substring(sql.indexOf("CREATE INDEX")).replace("INDEX IF NOT EXISTS", "INDEX CONCURRENTLY");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuse(Connection payer) throws SQLException {
        Database.update(payer, """
                INSERT INTO transfer (id, debit, credit, asset, amount, type, fingerprint, refused, created_at)
                VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'USD', 1, 'p2p', gen_random_uuid(), 'insufficient-funds', now())
                """, Database.Binder.NOTHING);
    }
}
