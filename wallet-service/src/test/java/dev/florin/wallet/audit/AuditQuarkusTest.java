package dev.florin.wallet.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One unit more or less, anywhere, put there by somebody whom no trigger stops. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class AuditQuarkusTest {
    /** So large that no backlog is, and so small that each is. */
    private static final List<Double> LARGE_BACKLOGS = List.of(1e9, -1e9);

    @Inject
    AuditService audit;

    @Inject
    AuditStore store;

    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private UUID wallet = Some.id(0);

    @BeforeEach
    void moveSomeMoney() {
        wallet = Api.as(alice).wallet("100");
        Api.as(bob).wallet("0");
        audit.advance();
        audit.fromTheStart();
        isGreen();
        Api.as(alice).pay(bob, "10").expect(201);
        Api.as(alice).pay(bob, "5").expect(201);
        Api.asService()
                .post(
                        "/internal/holds",
                        "{\"id\":\"" + UUID.randomUUID() + "\",\"account\":\"user:" + alice
                                + "\",\"amount\":7,\"currency\":\"USD\",\"purpose\":\"test\"}")
                .expect(201);
    }

    @AfterEach
    void isGreenAgain() {
        audit.fromTheStart();
        // The job may be looking right now, and what it saw stands until the next look.
        Eventually.holds("it is green again", () -> {
            audit.advance();
            return new Api(null).get("/q/health/ready").status() == 200 && gauge() == 0;
        });
    }

    private static void isGreen() {
        assertEquals(200, new Api(null).get("/q/health/ready").status());
        assertEquals(0, gauge());
    }

    private static void isRed() {
        assertEquals(503, new Api(null).get("/q/health/ready").status());
        assertNotEquals(0, gauge());
    }

    private static double gauge() {
        return new Api(null)
                .get("/q/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("ledger_audit_mismatches"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** In both ways of looking. The job itself may be looking right now; two do not look at the same time. */
    private AuditService.Report foundByTheNextRun() {
        for (double large : LARGE_BACKLOGS) {
            Eventually.holds(
                    "it is found from " + large + " on",
                    () -> store.advance(large).filter(found -> !found.isEmpty()).isPresent());
        }
        Eventually.holds("it is found", () -> !audit.advance().balanced());
        return audit.last();
    }

    private void tamper(String sql) throws SQLException {
        Sql.asSuperuser().executeWithoutTriggers(sql.replace(":alice", "'" + wallet + "'"));
    }

    @Test
    void cleanBooksAreBalanced() {
        for (double large : LARGE_BACKLOGS) {
            // Of each there is something new to look at.
            Api.as(alice).pay(bob, "1").expect(201);
            Eventually.holds(
                    "somebody looks",
                    () -> store.advance(large).filter(List::isEmpty).isPresent());
        }
        assertTrue(audit.advance().balanced());
        assertTrue(audit.fromTheStart().balanced());
        ApiAnswer answer = Api.asAdmin().get("/api/admin/ledger/audit").expect(200);
        assertTrue(answer.json().get("balanced").booleanValue());
        assertEquals(0, answer.json().get("mismatch_count").intValue());
        assertEquals(0, answer.json().get("mismatches").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "posted       | UPDATE account SET posted = posted + %s1 WHERE id = :alice",
                "held         | UPDATE account SET held = held + %s1 WHERE id = :alice",
                "seq          | UPDATE account SET seq = seq + %s1 WHERE id = :alice",
                "last amount  | UPDATE entry SET amount = amount + %s1 WHERE account_id = :alice AND seq = 3",
                "last balance | UPDATE entry SET balance_after = balance_after + %s1 WHERE account_id = :alice AND seq = 3",
                "amount       | UPDATE entry SET amount = amount + %s1 WHERE account_id = :alice AND seq = 2",
                "hold amount  | UPDATE hold SET amount = amount + %s1 WHERE account_id = :alice"
            })
    void oneUnitIsFoundByTheNextRun(String what, String sql) throws SQLException {
        tamper(sql.formatted(""));
        AuditService.Report found = foundByTheNextRun();
        assertFalse(found.balanced(), what);
        assertTrue(
                found.mismatches().stream().anyMatch(mismatch -> wallet.equals(mismatch.account())), found.toString());
        isRed();
        foundByTheNextRun();
        assertFalse(audit.fromTheStart().balanced());
        tamper(sql.formatted("-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE entry SET amount = amount + %s1 WHERE account_id = :alice AND seq = 1",
                "UPDATE entry SET balance_after = balance_after + %s1 WHERE account_id = :alice AND seq = 1",
                "UPDATE entry SET balance_after = balance_after + %s1 WHERE account_id = :alice AND seq = 2"
            })
    void whatWasSeenBeforeIsFoundByAFullRunAndStaysFound(String sql) throws SQLException {
        audit.advance();
        tamper(sql.formatted(""));
        assertFalse(audit.fromTheStart().balanced());
        isRed();
        audit.advance();
        isRed();
        tamper(sql.formatted("-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE account SET posted = posted + %s1 WHERE id = :alice",
                "UPDATE account SET seq = seq - %s1 WHERE id = :alice"
            })
    void whatChangesWithoutAnEntryIsFound(String sql) throws SQLException {
        Eventually.holds("all is looked at", () -> store.advance(1).isPresent());
        tamper(sql.formatted(""));
        foundByTheNextRun();
        tamper(sql.formatted("-"));
    }

    @Test
    void aMissingEntryIsFound() throws SQLException {
        tamper("CREATE TABLE kept AS SELECT * FROM entry WHERE account_id = :alice AND seq = 2;"
                + "DELETE FROM entry WHERE account_id = :alice AND seq = 2");
        foundByTheNextRun();
        assertFalse(audit.fromTheStart().balanced());
        isRed();
        tamper("INSERT INTO entry SELECT * FROM kept; DROP TABLE kept");
    }

    @Test
    void moneyFromNowhereIsFoundAlsoIfItsOwnEntriesAgree() throws SQLException {
        tamper(
                "UPDATE entry SET amount = amount + 1, balance_after = balance_after + 1 WHERE account_id = :alice AND seq = 3;"
                        + "UPDATE account SET posted = posted + 1 WHERE id = :alice");
        AuditService.Report found = foundByTheNextRun();
        assertEquals(1, found.mismatchCount(), found.toString());
        assertEquals("all accounts sum to zero", found.mismatches().getFirst().rule());
        isRed();
        tamper(
                "UPDATE entry SET amount = amount - 1, balance_after = balance_after - 1 WHERE account_id = :alice AND seq = 3;"
                        + "UPDATE account SET posted = posted - 1 WHERE id = :alice");
    }

    @Test
    void aReplicaThatDoesNotLookItselfAnswersForWhatTheOtherFinds() throws SQLException {
        try (Connection other = Sql.asApplication().source().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            Eventually.holds("the other replica is at it", () -> tryLock(statement));
            Sql.asApplication()
                    .execute("UPDATE audit_result SET mismatches = 1, audited_at = now(), named ="
                            + " '[{\"account\":null,\"asset\":\"USD\",\"rule\":\"r\",\"expected\":\"0\",\"actual\":\"1\"}]'"
                            + " WHERE kind = 'recent'");
            AuditService.Report found = audit.advance();
            assertEquals(1, found.mismatchCount());
            assertEquals("r", found.mismatches().getFirst().rule());
            isRed();
        }
    }

    private static boolean tryLock(Statement statement) {
        try (ResultSet row = statement.executeQuery("SELECT pg_try_advisory_xact_lock(" + 0x466c6f72696e02L + ")")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everythingIsLookedAtAgainWhenThatIsLongAgo() throws SQLException {
        audit.fromTheStart();
        String before = Sql.one("SELECT audited_at FROM audit_result WHERE kind = 'full'");
        audit.fromTheStartIfDue();
        assertEquals(before, Sql.one("SELECT audited_at FROM audit_result WHERE kind = 'full'"));
        Sql.asApplication()
                .execute("UPDATE audit_result SET audited_at = now() - interval '25 hours' WHERE kind = 'full'");
        audit.fromTheStartIfDue();
        assertEquals(
                "t", Sql.one("SELECT audited_at > now() - interval '1 minute' FROM audit_result WHERE kind = 'full'"));
    }
}
