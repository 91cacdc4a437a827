package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Figures are kept, not computed: whatever happens, they are what adding everything up again would give. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class FigureDriftQuarkusTest {
    private static final List<String> MERCHANTS = List.of("Lidl", "McDonald's", "Uber", "Nobody Knows", "OMV");

    private final Spender spender = Spender.fresh();
    private final Api api = spender.api();
    private final String bob = Some.user("bob");
    private final Random random = new Random(20260204);

    /** All that counts, by reference. */
    private final Map<String, Line> lines = new HashMap<>();

    /** Purchases that can still be given back. */
    private final List<JsonNode> open = new ArrayList<>();

    /** One movement, as the test remembers it. */
    private record Line(String merchant, Instant at, BigDecimal amount, String currency, boolean isPending) {
        boolean isSpent(String of) {
            return amount.signum() < 0 && currency.equals(of);
        }

        String month() {
            return YearMonth.from(at.atOffset(ZoneOffset.UTC)).toString();
        }
    }

    private static String csv(String reference, Line line) {
        return String.join(
                        ",",
                        reference,
                        line.at().toString(),
                        line.amount().toPlainString(),
                        line.currency(),
                        line.merchant(),
                        "text",
                        line.isPending() ? "pending" : "booked")
                + "\n";
    }

    @Test
    void theFiguresAreThoseOfAPlainRecomputation() {
        UUID wallet = api.wallet("9000");
        Api.as(bob).wallet("0");
        for (int round = 0; round < 12; round++) {
            importSome();
            for (int i = 0; i < 6; i++) {
                move(wallet);
            }
            if (round % 3 == 1) {
                api.post("/api/bt-pay/auto-categorize/", "").expect(200);
            }
            List.of("RON", "USD").forEach(this::choose);
            List.of("RON", "EUR", "USD").forEach(this::compare);
            assertEquals(0, Sql.number(differences()), "figures differ from their transactions");
        }
    }

    /** New lines, and old ones again: of those only what was pending can still be corrected. */
    private void importSome() {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            String reference = "R" + random.nextInt(900);
            Line line = randomLine();
            file.append(csv(reference, line));
            lines.merge(reference, line, (old, later) -> old.isPending() ? later : old);
        }
        spender.send(file.toString());
    }

    /** Something happens to the wallet, and now and then somebody looks at once. */
    private void move(UUID wallet) {
        String dollars = BigDecimal.valueOf(1 + random.nextInt(2_000), 2).toPlainString();
        switch (random.nextInt(5)) {
            case 0 -> spent(bob, dollars, api.pay(bob, dollars).expect(201).json(), "transfer_id");
            case 1 -> open.add(spent("WhatsApp", dollars, spender.buy(dollars), "purchase_id"));
            case 2 -> adjust(wallet, "-" + dollars);
            // What comes in is not spent.
            case 3 -> adjust(wallet, dollars);
            default -> {
                if (!open.isEmpty()) {
                    JsonNode purchase = open.remove(random.nextInt(open.size()));
                    Spender.giveBack(purchase);
                    lines.remove(purchase.get("purchase_id").textValue());
                }
            }
        }
        if (random.nextInt(4) == 0) {
            compare("USD");
        }
    }

    private void adjust(UUID wallet, String dollars) {
        JsonNode adjustment = Api.asAdmin()
                .post(
                        "/api/admin/wallets/" + wallet + "/adjustments",
                        UUID.randomUUID().toString(),
                        "{\"amount\":" + dollars + ",\"reason\":\"Correction\"}")
                .expect(201)
                .json();
        if (dollars.startsWith("-")) {
            spent("Correction", dollars.substring(1), adjustment, "action_id");
        }
    }

    private JsonNode spent(String merchant, String dollars, JsonNode movement, String id) {
        Instant at = Instant.parse(movement.get("created_at").textValue());
        lines.put(movement.get(id).textValue(), new Line(merchant, at, new BigDecimal(dollars).negate(), "USD", false));
        return movement;
    }

    private Line randomLine() {
        Instant at = Instant.now()
                .truncatedTo(ChronoUnit.MILLIS)
                .minus(Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 60 * 30 : 60 * 24 * 45)));
        return new Line(
                MERCHANTS.get(random.nextInt(MERCHANTS.size())),
                at,
                BigDecimal.valueOf(2L * random.nextInt(10_000) - 14_999, 2),
                random.nextInt(3) == 0 ? "EUR" : "RON",
                random.nextInt(3) == 0);
    }

    private void choose(String currency) {
        JsonNode recent = spender.get("dashboard/?currency=" + currency).get("recent_transactions");
        if (recent.isEmpty()) {
            return;
        }
        JsonNode one = recent.get(random.nextInt(recent.size()));
        String category = List.of("pets", "food", "gifts").get(random.nextInt(3));
        api.put(
                        "/api/bt-pay/transactions/" + one.get("id").textValue() + "/category",
                        "{\"category\":\"" + category + "\"}")
                .expect(200);
    }

    private void compare(String currency) {
        JsonNode board = spender.get("dashboard/?currency=" + currency);
        Instant now = Instant.now();
        String month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).toString();
        List<Line> spent =
                lines.values().stream().filter(line -> line.isSpent(currency)).toList();
        List<Line> thisMonth =
                spent.stream().filter(line -> line.month().equals(month)).toList();
        List<Line> today = spent.stream()
                .filter(line -> line.at().truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS)))
                .toList();
        List<Line> pending = spent.stream().filter(Line::isPending).toList();
        assertEquals(pending.size(), board.get("pending_count").intValue());
        assertEquals(sum(pending), board.get("pending_amount").decimalValue());
        assertEquals(today.size(), board.get("today_transactions").intValue());
        assertEquals(sum(today), board.get("today_amount").decimalValue());
        assertEquals(thisMonth.size(), board.get("month_transactions").intValue());
        assertEquals(sum(thisMonth), board.get("month_amount").decimalValue());
        assertEquals(
                thisMonth.stream().map(Line::merchant).distinct().count(),
                board.get("month_merchants").longValue());
        for (JsonNode top : board.get("top_merchants")) {
            List<Line> there = thisMonth.stream()
                    .filter(line -> line.merchant().equals(top.get("name").textValue()))
                    .toList();
            assertEquals(there.size(), top.get("count").intValue());
            assertEquals(sum(there), top.get("amount").decimalValue());
        }
        for (JsonNode hour : spender.get("hourly/?currency=" + currency)) {
            Instant start = Instant.parse(hour.get("hour").textValue());
            List<Line> within = spent.stream()
                    .filter(line -> line.at().truncatedTo(ChronoUnit.HOURS).equals(start))
                    .toList();
            assertEquals(within.size(), hour.get("transactions").intValue());
            assertEquals(sum(within), hour.get("amount").decimalValue());
        }
        assertEquals(
                sum(thisMonth),
                sumOf(spender.get("categories/?currency=" + currency).get("categories")));
    }

    /** How many figures, of all times, differ from what their transactions are when they are added up. */
    private String differences() {
        return """
                SELECT count(*) FROM (
                    SELECT kind, currency, bucket, name, count, amount FROM spending WHERE user_id = '%1$s') kept
                  FULL JOIN (
                    SELECT kind, currency, bucket, name, count(*) AS count, -sum(f.amount) AS amount
                      FROM feed_transaction f CROSS JOIN LATERAL (VALUES
                           ('total', 'epoch'::timestamptz, ''),
                           ('pending', 'epoch'::timestamptz, ''),
                           ('hour', date_trunc('hour', booked_at, 'UTC'), ''),
                           ('day', date_trunc('day', booked_at, 'UTC'), ''),
                           ('merchant', date_trunc('month', booked_at, 'UTC'), merchant_key),
                           ('category', date_trunc('month', booked_at, 'UTC'), coalesce(category, '')))
                           AS part (kind, bucket, name)
                     WHERE user_id = '%1$s' AND f.amount < 0 AND status <> 'returned'
                       AND (kind <> 'pending' OR status = 'pending')
                     GROUP BY 1, 2, 3, 4) plain
                 USING (kind, currency, bucket, name)
                 WHERE (kept.count, kept.amount) IS DISTINCT FROM (plain.count, plain.amount)
                """.formatted(spender.name());
    }

    private static BigDecimal sum(List<Line> lines) {
        return lines.stream().map(line -> line.amount().negate()).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    private static BigDecimal sumOf(JsonNode parts) {
        return StreamSupport.stream(parts.spliterator(), false)
                .map(part -> part.get("amount").decimalValue())
                .reduce(new BigDecimal("0.00"), BigDecimal::add);
    }
}
