package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Entries by month, and what stood at the end of each. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestProfile(MonthQuarkusTest.OfItsOwn.class)
class MonthQuarkusTest {
    private final YearMonth first = YearMonth.now(ZoneOffset.UTC).minusMonths(10);
    private final Instant start = Period.startOf(first);

    @Inject
    MonthStore months;

    /** The job as it is in production, but for what the test says. */
    private MonthJob job(Clock clock, String closingMargin) {
        HistoryConfig config = new SmallRyeConfigBuilder()
                .withMapping(HistoryConfig.class)
                .withDefaultValue("florin.history.closing-margin", closingMargin)
                .build()
                .getConfigMapping(HistoryConfig.class);
        return new MonthJob(months, config, clock, new SimpleMeterRegistry());
    }

    /** A database of its own, of which a month is taken away. */
    public static final class OfItsOwn implements QuarkusTestProfile {}

    @Test
    void theComingMonthsHaveTheirPartitionsFromTheStart() {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        for (int ahead = 0; ahead < 3; ahead++) {
            String name = "entry_" + now.plusMonths(ahead).toString().replace('-', '_');
            Eventually.holds(
                    name, () -> !Sql.one("SELECT to_regclass('" + name + "')").equals("null"));
        }
        assertEquals(2, months.ahead(Instant.now()));
        assertEquals(0, months.ahead(Instant.now().plus(Duration.ofDays(62))));
        Eventually.holds(
                "operators can see it",
                () -> Api.as(Some.user("eve")).get("/q/metrics").text().contains("ledger_months_ahead 2.0"));
        Api.as(Some.user("ada")).wallet("5");
        assertEquals(
                "entry_" + now.toString().replace('-', '_'),
                Sql.one("SELECT tableoid::regclass FROM entry ORDER BY created_at DESC LIMIT 1"));
    }

    /** Ten years on, of which no migration has made anything. */
    @Test
    void theJobMakesTheMonthsThatCome() {
        Instant then = Instant.now().plus(Duration.ofDays(3650));
        assertEquals(0, months.ahead(then));
        job(Clock.fixed(then, ZoneOffset.UTC), "P36500D").run();
        assertEquals(2, months.ahead(then));
    }

    @Test
    void onlyWhatIsOverIsClosedAndOnlyAFewYearsAreMade() {
        assertThrows(DatabaseException.class, () -> months.close(Instant.now().plus(Duration.ofDays(1))));
        assertThrows(DatabaseException.class, () -> months.make(start, 25));
        assertThrows(DatabaseException.class, () -> months.make(start, 0));
    }

    private List<String> answers(Api api, UUID wallet, int skipped) {
        List<String> answers = new ArrayList<>();
        for (YearMonth month :
                List.of(first, first.plusMonths(1), first.plusMonths(2)).subList(skipped, 3)) {
            for (String at : List.of("-01T00:00:00Z", "-14T12:00:00Z", "-28T23:59:59.999Z")) {
                answers.add(api.get("/api/wallets/" + wallet + "/balance?at=" + month + at)
                        .expect(200)
                        .text());
            }
            answers.add(
                    api.get("/api/wallet/statement?month=" + month).expect(200).text());
        }
        return answers;
    }

    private static boolean booksBalance() {
        return Api.asAdmin()
                .get("/api/admin/ledger/audit")
                .json()
                .get("balanced")
                .booleanValue();
    }

    @Test
    void aMonthThatIsClosedCanBeTakenAwayAndWhatCameAfterItStillAddsUp() throws SQLException {
        assertEquals(0, months.make(start, 11));
        String user = Some.user("alice");
        Api api = Api.as(user);
        UUID wallet = Past.of(user, "USD", 200, start, Duration.ofHours(6));
        // one who moves in the first month only
        String early = Some.user("early");
        UUID asleep = Past.of(early, "EUR", 10, start, Duration.ofHours(6));
        List<String> before = answers(api, wallet, 0);
        List<String> beforeAsleep = answers(Api.as(early), asleep, 0);
        assertTrue(booksBalance());

        job(Clock.systemUTC(), "P36500D").run();
        assertEquals(0, Sql.number("SELECT count(*) FROM closed_month"), "something may still come in");
        job(Clock.systemUTC(), "P1D").run();
        YearMonth yesterday =
                YearMonth.from(Instant.now().minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC));
        assertEquals(ChronoUnit.MONTHS.between(first, yesterday), Sql.number("SELECT count(*) FROM closed_month"));
        assertEquals(0, months.close(Instant.now().minus(Duration.ofDays(1))), "once");
        // two wallets and the outside world for each of their assets
        assertEquals(4, Sql.number("SELECT count(*) FROM closing WHERE month = '" + first + "-01'"));
        assertEquals(2, Sql.number("SELECT count(*) FROM closing WHERE month = '" + first.plusMonths(1) + "-01'"));
        assertEquals(0, Sql.number("""
                SELECT count(*) FROM closing c WHERE seq || ':' || balance IS DISTINCT FROM
                    (SELECT seq || ':' || balance_after FROM entry e WHERE e.account_id = c.account_id
                        AND date_trunc('month', created_at, 'UTC')::date = c.month ORDER BY seq DESC LIMIT 1)
                """));
        assertEquals(before, answers(api, wallet, 0));

        Sql.asOwner()
                .execute("ALTER TABLE entry DETACH PARTITION entry_"
                        + first.toString().replace('-', '_'));
        assertEquals(before.subList(4, 12), answers(api, wallet, 1));
        assertEquals(beforeAsleep.subList(4, 12), answers(Api.as(early), asleep, 1));
        // In the month itself there is nothing to look into: its ends are known, and a guess is not an answer.
        String balance = "/api/wallets/" + wallet + "/balance?at=" + first;
        assertEquals("not-found", api.get(balance + "-14T12:00:00Z").expect(404).code());
        String end = api.get(balance + "-" + first.lengthOfMonth() + "T23:59:59.999Z")
                .expect(200)
                .json()
                .get("balance")
                .asText();
        JsonNode gone = api.get("/api/wallet/statement?month=" + first)
                .expect(200)
                .json()
                .at("/statements/0");
        assertEquals(end, gone.get("closing").asText());
        assertEquals(0, gone.get("movements").size());
        JsonNode second = api.get("/api/wallet/statement?month=" + first.plusMonths(1))
                .json()
                .at("/statements/0");
        assertEquals(
                200 - (4 * first.lengthOfMonth() - 1),
                second.get("movement_count").intValue());
        assertEquals(
                second.get("movement_count").intValue(), second.get("movements").size());

        assertTrue(booksBalance());
        String one = "UPDATE entry SET amount = amount %s 1 WHERE seq = 150 AND account_id = '" + wallet + "'";
        Sql.asSuperuser().executeWithoutTriggers(one.formatted("+"));
        assertFalse(booksBalance());
        Sql.asSuperuser().executeWithoutTriggers(one.formatted("-"));
        assertTrue(booksBalance());
    }
}
