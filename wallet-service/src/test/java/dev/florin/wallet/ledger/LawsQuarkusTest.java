package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.id.Ids;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.wallet.Api;
import dev.florin.wallet.Books;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nobody can do to the books, with SQL of their own. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LawsQuarkusTest {
    private static final String TRANSFER = """
            INSERT INTO transfer (id, debit, credit, asset, amount, type, fingerprint,
                                  debit_seq, debit_balance, credit_seq, credit_balance, created_at)
            VALUES (gen_random_uuid(), '%s', '%s', '%s', %s, 'law', gen_random_uuid(), %s, %s, %s, %s, now())
            """;
    private static final String HOLD = """
            INSERT INTO hold (id, account_id, asset, amount, captured, state, purpose, fingerprint, created_at, updated_at)
            VALUES (gen_random_uuid(), '%s', '%s', %s, %s, '%s', 'law', gen_random_uuid(), now(), now())
            """;

    @Inject
    LedgerService ledger;

    private UUID alice = Some.id(0);
    private UUID bob = Some.id(0);
    private UUID euros = Some.id(0);
    private UUID world = Some.id(0);
    private UUID open = Some.id(0);
    private UUID closed = Some.id(0);

    /** Alice has 100.00 in three entries, of which 30.00 are held, and 10.00 of these paid out; Bob has 50.00. */
    @BeforeAll
    void openTheBooks() {
        Api api = Api.as(Some.user("alice"));
        alice = api.wallet("60");
        api.wallet("50");
        euros = api.wallet("EUR", "10");
        bob = Api.as(Some.user("bob")).wallet("40");
        world = ledger.systemId(Account.Kind.WORLD, Some.USD);
        open = reserve(3_000);
        ledger.apply(
                Command.of(new Operation.Capture(open, Some.order(Ids.fresh(), alice, bob, Some.usd(1_000))), null));
        closed = reserve(500);
        ledger.apply(Command.of(new Operation.Release(closed, alice, Operation.Reason.VOIDED), null));
    }

    @AfterAll
    void theBooksBalance() {
        assertEquals(
                "true",
                Api.asAdmin()
                        .get("/api/admin/ledger/audit")
                        .json()
                        .get("balanced")
                        .asText());
    }

    private UUID reserve(long cents) {
        UUID id = Ids.fresh();
        ledger.apply(Command.of(new Operation.Reserve(Some.hold(id, alice, cents, null)), null));
        return id;
    }

    private static void refused(Sql sql, String state, String statement) {
        String before = Books.digest();
        SQLException refusal = assertThrows(SQLException.class, () -> sql.execute(statement), statement);
        assertEquals(state, refusal.getSQLState(), refusal.getMessage());
        assertEquals(before, Books.digest(), "something moved");
    }

    private String named(String statement) {
        String role = FlorinTestResource.database().application();
        return statement
                .replace(":alice", "'" + alice + "'")
                .replace(":bob", "'" + bob + "'")
                .replace(":world", "'" + world + "'")
                .replace(":euros", "'" + euros + "'")
                .replace(":open", "'" + open + "'")
                .replace(":closed", "'" + closed + "'")
                .replace(":month", month())
                .replace(":app", role)
                .replace(":owner", FlorinTestResource.database().owner());
    }

    /** The partition in which today's entries are. */
    private static String month() {
        return Sql.one("SELECT tableoid::regclass FROM entry ORDER BY created_at DESC LIMIT 1");
    }

    private static long seq(UUID account) {
        return Sql.number("SELECT seq FROM account WHERE id = '" + account + "'");
    }

    private static long posted(UUID account) {
        return Sql.number("SELECT posted FROM account WHERE id = '" + account + "'");
    }

    /** A posting as the ledger would write it. */
    private static String transfer(UUID debit, UUID credit, String asset, long amount) {
        return TRANSFER.formatted(
                debit,
                credit,
                asset,
                amount,
                seq(debit) + 1,
                posted(debit) - amount,
                seq(credit) + 1,
                posted(credit) + amount);
    }

    /** So that the refusals below are not about a typing error. */
    @Test
    void aCorrectTransferIsTheOneWay() throws SQLException {
        long before = posted(alice);
        Sql.asApplication().execute(transfer(alice, bob, "USD", 700));
        assertEquals(before - 700, posted(alice));
        Sql.asApplication().execute(HOLD.formatted(alice, "USD", 100, 40, "active"));
        Sql.asApplication().execute(HOLD.formatted(alice, "USD", 100, 0, "voided"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "42501 | UPDATE account SET posted = posted + 1 WHERE id = :alice",
                "42501 | UPDATE account SET held = 0 WHERE id = :alice",
                "42501 | UPDATE account SET overdraft = 1000000 WHERE id = :alice",
                "42501 | UPDATE account SET seq = seq + 1 WHERE id = :alice",
                "42501 | UPDATE account SET version = version + 1 WHERE id = :alice",
                "42501 | UPDATE account SET kind = 'world' WHERE id = :alice",
                "42501 | UPDATE account SET owner = 'mallory' WHERE id = :alice",
                "42501 | UPDATE account SET asset = 'BTC' WHERE id = :alice",
                "42501 | UPDATE account SET id = gen_random_uuid() WHERE id = :alice",
                "42501 | INSERT INTO account (id, owner, asset, kind, posted) VALUES (gen_random_uuid(), 'm', 'USD', 'wallet', 5)",
                "42501 | INSERT INTO account (id, owner, asset, kind, held) VALUES (gen_random_uuid(), 'm', 'USD', 'wallet', 5)",
                "42501 | INSERT INTO account (id, owner, asset, kind, overdraft) VALUES (gen_random_uuid(), 'm', 'USD', 'wallet', 5)",
                "42501 | INSERT INTO account (id, owner, asset, kind, seq) VALUES (gen_random_uuid(), 'm', 'USD', 'wallet', 5)",
                "23514 | INSERT INTO account (id, owner, asset, kind) VALUES (gen_random_uuid(), 'm', 'USD', 'moon')",
                "42501 | INSERT INTO account (id, owner, asset, kind) VALUES (:alice, 'm', 'USD', 'wallet') ON CONFLICT (id) DO UPDATE SET posted = 5",
                "42501 | DELETE FROM account WHERE id = :alice",
                "42501 | DELETE FROM transfer WHERE debit = :alice",
                "42501 | DELETE FROM entry WHERE account_id = :alice",
                "42501 | DELETE FROM hold WHERE id = :open",
                "42501 | TRUNCATE account",
                "42501 | TRUNCATE transfer",
                "42501 | TRUNCATE entry",
                "42501 | TRUNCATE hold",
                "42501 | UPDATE transfer SET amount = 1 WHERE debit = :alice",
                "42501 | UPDATE transfer SET refused = 'x' WHERE debit = :alice",
                "42501 | UPDATE transfer SET created_at = now() WHERE debit = :alice",
                "42501 | UPDATE entry SET amount = 1 WHERE account_id = :alice",
                "42501 | UPDATE entry SET balance_after = 1 WHERE account_id = :alice",
                "42501 | INSERT INTO transfer SELECT * FROM transfer WHERE debit = :alice ON CONFLICT (id) DO UPDATE SET amount = 1",
                "23505 | INSERT INTO transfer SELECT * FROM transfer WHERE debit = :alice",
                "42501 | INSERT INTO entry SELECT account_id, seq + 100, transfer_id, asset, amount, balance_after, created_at FROM entry",
                "42501 | SELECT FROM entry_other",
                "42501 | INSERT INTO entry_other SELECT * FROM entry",
                "42501 | UPDATE entry_other SET amount = 1",
                "42501 | DELETE FROM entry_other",
                "42501 | TRUNCATE entry_other",
                "42501 | DELETE FROM :month",
                "42501 | INSERT INTO :month SELECT * FROM entry",
                "42501 | ALTER TABLE entry DETACH PARTITION :month",
                "42501 | CREATE TABLE entry_mine PARTITION OF entry FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')",
                "42501 | SELECT guard_entries('hold')",
                "42501 | INSERT INTO closing VALUES (:alice, '2020-01-01', 1, 1)",
                "42501 | UPDATE closing SET balance = 1",
                "42501 | DELETE FROM closing",
                "42501 | INSERT INTO closed_month VALUES ('2020-01-01')",
                "22023 | SELECT close_entry_months(now() + interval '1 minute')",
                "23000 | UPDATE hold SET state = 'active' WHERE id = :closed",
                "23000 | UPDATE hold SET state = 'captured' WHERE id = :closed",
                "23000 | UPDATE hold SET captured = captured + 1 WHERE id = :closed",
                "23000 | UPDATE hold SET captured = captured - 1 WHERE id = :open",
                "23514 | UPDATE hold SET captured = -1 WHERE id = :open",
                "23514 | UPDATE hold SET captured = amount + 1 WHERE id = :open",
                "23514 | UPDATE hold SET captured = 'NaN' WHERE id = :open",
                "23514 | UPDATE hold SET state = 'refused' WHERE id = :open",
                "23514 | UPDATE hold SET state = 'open' WHERE id = :open",
                "42501 | UPDATE hold SET amount = 1 WHERE id = :open",
                "42501 | UPDATE hold SET account_id = :bob WHERE id = :open",
                "42501 | UPDATE hold SET asset = 'EUR' WHERE id = :open",
                "42501 | UPDATE hold SET id = gen_random_uuid() WHERE id = :open",
                "42501 | UPDATE hold SET expires_at = now() WHERE id = :open",
                "42501 | DROP TABLE entry",
                "42501 | ALTER TABLE entry DISABLE TRIGGER ALL",
                "42501 | ALTER TABLE transfer DISABLE TRIGGER post",
                "42501 | DROP TRIGGER apply ON entry",
                "42501 | DROP TRIGGER append_only ON transfer",
                "42501 | ALTER TABLE account DROP CONSTRAINT no_overdraft",
                "42501 | ALTER TABLE account ADD COLUMN x int",
                "42501 | CREATE TRIGGER x BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                "42501 | CREATE RULE x AS ON INSERT TO transfer DO INSTEAD NOTHING",
                "42501 | CREATE OR REPLACE FUNCTION apply_entries() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "42501 | DROP FUNCTION apply_entries() CASCADE",
                "42501 | CREATE TABLE public.account2 (id int)",
                "42501 | CREATE FUNCTION public.sum(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT 0::numeric'",
                "42501 | SET session_replication_role = replica",
                "42501 | SELECT set_config('session_replication_role', 'replica', false)",
                "42501 | SET ROLE :owner",
                "42501 | SET SESSION AUTHORIZATION :owner",
                "42501 | ALTER TABLE account OWNER TO :app",
                "42501 | ALTER ROLE :app SUPERUSER",
                "42501 | COPY entry FROM PROGRAM 'true'"
            })
    void theApplicationCannot(String state, String statement) {
        refused(Sql.asApplication(), state, named(statement));
    }

    @Test
    void theApplicationCannotPostWhatIsNotRight() {
        Sql app = Sql.asApplication();
        long a = seq(alice) + 1;
        long b = seq(bob) + 1;
        long has = posted(alice);
        long had = posted(bob);
        long held = Sql.number("SELECT held FROM account WHERE id = '" + alice + "'");
        // a wrong balance on either side, and both wrong by the same
        refused(app, "23000", TRANSFER.formatted(alice, bob, "USD", 100, a, has - 99, b, had + 100));
        refused(app, "23000", TRANSFER.formatted(alice, bob, "USD", 100, a, has - 100, b, had + 101));
        refused(app, "23000", TRANSFER.formatted(alice, bob, "USD", 100, a, has - 101, b, had + 101));
        // a gap, a number that was there (in another month no index would see it), and one before all
        refused(app, "23000", TRANSFER.formatted(alice, bob, "USD", 100, a + 1, has - 100, b, had + 100));
        refused(app, "23000", TRANSFER.formatted(alice, bob, "USD", 100, a - 1, has - 100, b, had + 100));
        refused(app, "23000", TRANSFER.formatted(alice, bob, "USD", 100, -a, has - 100, b, had + 100));
        // another asset, on one side and on both
        refused(app, "23000", transfer(alice, euros, "USD", 100));
        refused(app, "23000", transfer(alice, euros, "EUR", 100));
        refused(app, "23000", transfer(alice, bob, "EUR", 100));
        // nobody, oneself, nothing, less than nothing, and what is no number
        refused(app, "23000", TRANSFER.formatted(alice, Some.id(1), "USD", 100, a, has - 100, 1, 100));
        refused(app, "23514", TRANSFER.formatted(alice, alice, "USD", 100, a, has - 100, a + 1, has));
        refused(app, "23514", transfer(alice, bob, "USD", 0));
        refused(app, "23514", transfer(alice, bob, "USD", -100));
        refused(app, "23514", TRANSFER.formatted(alice, bob, "USD", "'NaN'", a, "'NaN'", b, "'NaN'"));
        refused(app, "22003", TRANSFER.formatted(alice, bob, "USD", "'Infinity'", a, 0, b, 0));
        // more than there is, more than is not held
        refused(app, "23514", transfer(alice, bob, "USD", has + 1));
        refused(app, "23514", transfer(alice, bob, "USD", has - held + 1));
        // neither posted nor refused, or both
        refused(app, "23514", TRANSFER.formatted(alice, bob, "USD", 100, "NULL", "NULL", "NULL", "NULL"));
        refused(app, "23514", TRANSFER.formatted(alice, bob, "USD", 100, a, has - 100, b, "NULL"));
        refused(
                app,
                "23514",
                transfer(alice, bob, "USD", 100)
                        .replace("created_at)", "created_at, refused)")
                        .replace("now())", "now(), 'no')"));
    }

    @Test
    void oneWrongTransferTakesItsWholeStatementWithIt() {
        String right = transfer(alice, bob, "USD", 100);
        String wrong = TRANSFER.formatted(
                bob, alice, "USD", 50, seq(bob) + 2, posted(bob) + 51, seq(alice) + 2, posted(alice) - 50);
        refused(
                Sql.asApplication(),
                "23000",
                "WITH one AS (" + right + " RETURNING id), two AS (" + wrong + " RETURNING id) SELECT FROM one, two");
        refused(Sql.asApplication(), "23000", right + ";" + wrong);
    }

    @Test
    void theApplicationCannotHoldWhatIsNotThere() {
        Sql app = Sql.asApplication();
        refused(app, "23514", HOLD.formatted(alice, "USD", 10_000, 0, "active"));
        refused(app, "23514", HOLD.formatted(alice, "USD", 0, 0, "active"));
        refused(app, "23514", HOLD.formatted(alice, "USD", -5, 0, "active"));
        refused(app, "23514", HOLD.formatted(alice, "USD", 5, -5, "active"));
        refused(app, "23514", HOLD.formatted(alice, "USD", 5, 6, "active"));
        refused(app, "23514", HOLD.formatted(alice, "USD", "'NaN'", 0, "active"));
        refused(app, "23514", HOLD.formatted(alice, "USD", "'NaN'", "'NaN'", "active"));
        refused(app, "23000", HOLD.formatted(alice, "EUR", 5, 0, "active"));
        refused(app, "23000", HOLD.formatted(Some.id(1), "USD", 5, 0, "active"));
        // one of two fits: that must not carry the other one in
        String two = HOLD.formatted(alice, "USD", 5, 0, "active").strip()
                + ", (gen_random_uuid(), '" + alice
                + "', 'EUR', 500, 0, 'active', 'law', gen_random_uuid(), now(), now())";
        refused(app, "23000", two);
    }

    /**
     * The triggers' functions run as the owner: whoever may hang them on a table of his own moves balances with them.
     */
    @ParameterizedTest
    @CsvSource({
        "transfer, post_transfers, INSERT, NEW TABLE AS fresh",
        "entry, apply_entries, INSERT, NEW TABLE AS fresh",
        "hold, reserve_holds, INSERT, NEW TABLE AS fresh",
        "hold, release_holds, UPDATE, OLD TABLE AS was NEW TABLE AS fresh"
    })
    void theApplicationCannotBorrowTheLawsOwnHands(String table, String function, String event, String tables) {
        refused(Sql.asApplication(), "42501", """
                CREATE TEMP TABLE mine (LIKE %s);
                CREATE TRIGGER mine AFTER %s ON mine REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s()
                """.formatted(table, event, tables, function));
    }

    /** A table of the same name that is found first must not be taken for the real one. */
    @Test
    void theApplicationCannotSlipInTablesOfItsOwn() throws SQLException {
        long before = posted(alice);
        Sql.asApplication()
                .execute("""
                CREATE TEMP TABLE account (LIKE public.account);
                CREATE TEMP TABLE entry (LIKE public.entry);
                SET search_path = pg_temp, public;
                """ + transfer(alice, bob, "USD", 100).replace("INTO transfer", "INTO public.transfer"));
        assertEquals(before - 100, posted(alice));
    }

    @Test
    void notEvenTheOwnerRewritesHistory() {
        Sql owner = Sql.asOwner();
        for (String table : List.of("transfer", "entry")) {
            refused(owner, "23001", "UPDATE " + table + " SET amount = amount + 1");
            refused(owner, "23001", "DELETE FROM " + table);
            refused(owner, "23001", "TRUNCATE " + table);
        }
        // The triggers of the whole are silent when a part is named.
        for (String part : List.of(month(), "entry_other")) {
            refused(owner, "23001", "UPDATE " + part + " SET amount = amount + 1");
            refused(owner, "23001", "DELETE FROM " + part);
            refused(owner, "23001", "TRUNCATE " + part);
            refused(owner, "23001", "INSERT INTO " + part + " SELECT * FROM entry");
        }
        for (String table : List.of("closing", "closed_month")) {
            refused(owner, "23001", "DELETE FROM " + table);
        }
        for (String table : List.of("account", "hold")) {
            refused(owner, "23001", "DELETE FROM " + table);
            refused(owner, "23001", "TRUNCATE " + table);
        }
    }

    /**
     * Every answer to a key is rendered from rows that cannot go: there is nothing else to keep, and nothing to expire.
     */
    @Test
    void noAnswerIsEverForgotten() {
        for (String table : List.of(
                "account",
                "transfer",
                "hold",
                "promise",
                "purchase",
                "rail_transaction",
                "scheduled_transfer",
                "admin_action")) {
            refused(Sql.asApplication(), "42501", "DELETE FROM " + table);
            refused(Sql.asOwner(), "23001", "DELETE FROM " + table);
        }
    }

    /** Otherwise one unit that goes back and forth would make room under any limit. */
    @Test
    void nothingButAWholePaymentIsGivenBackAndOnce() throws SQLException {
        Sql app = Sql.asApplication();
        app.execute(transfer(alice, bob, "USD", 500));
        String payment = Sql.one("SELECT id FROM transfer WHERE debit = '" + alice + "' AND debit_seq = " + seq(alice));
        refused(app, "23000", givingBack(bob, alice, 499, payment));
        refused(app, "23000", givingBack(world, alice, 500, payment));
        refused(app, "23000", givingBack(alice, bob, 500, payment));
        refused(app, "23000", givingBack(bob, alice, 500, Some.id(9).toString()));
        app.execute(givingBack(bob, alice, 500, payment));
        refused(app, "23505", givingBack(bob, alice, 500, payment));
    }

    private static String givingBack(UUID debit, UUID credit, long amount, String payment) {
        return transfer(debit, credit, "USD", amount)
                .replace("(id, ", "(gives_back, id, ")
                .replace("(gen_random_uuid(), ", "('" + payment + "', gen_random_uuid(), ");
    }

    @Test
    void notEvenTheOwnerPostsWhatDoesNotSumToZero() {
        Sql owner = Sql.asOwner();
        refused(owner, "23000", entries(alice, "USD", 100, bob, "USD", 100));
        refused(owner, "23000", entries(alice, "USD", -100, bob, "USD", 99));
        refused(owner, "23000", entries(alice, "USD", -100, euros, "EUR", 100));
        refused(owner, "23514", entries(alice, "USD", 0, bob, "USD", 0));
        refused(owner, "23000", """
                INSERT INTO entry VALUES ('%s', %d, '%s', 'USD', 100, %d, now())
                """.formatted(alice, seq(alice) + 1, Some.id(9), posted(alice) + 100));
    }

    private static String entries(
            UUID one, String asset, long amount, UUID other, String otherAsset, long otherAmount) {
        return """
                INSERT INTO entry (account_id, seq, transfer_id, asset, amount, balance_after, created_at)
                VALUES ('%s', %d, '%s', '%s', %d, %d, now()), ('%s', %d, '%s', '%s', %d, %d, now())
                """.formatted(
                        one,
                        seq(one) + 1,
                        Some.id(9),
                        asset,
                        amount,
                        posted(one) + amount,
                        other,
                        seq(other) + 1,
                        Some.id(9),
                        otherAsset,
                        otherAmount,
                        posted(other) + otherAmount);
    }
}
