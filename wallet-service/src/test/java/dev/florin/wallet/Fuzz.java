package dev.florin.wallet;

import dev.florin.common.test.ApiAnswer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that are nearly right: real paths and fields with wrong values, then a few bytes changed. */
final class Fuzz {
    private static final List<String> VALUES = List.of(
            "1",
            "0",
            "-1",
            "1.005",
            "1e400",
            "1e-400",
            "0.01",
            "null",
            "true",
            "{}",
            "[]",
            "[[]]",
            "\"\"",
            "\" \"",
            "\"1\"",
            "\"USD\"",
            "\"EUR\"",
            "\"JPY\"",
            "\"atomic\"",
            "\"independent\"",
            "\"p2p\"",
            "\"hold\"",
            "\"fee\"",
            "\"instant\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"🎉\"",
            "\"user:nobody\"",
            "\"system:world\"",
            "\"system:wallet\"",
            "\"2026-01-31T09:30:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "9999999999999",
            "\"-1\"",
            "NaN",
            "1.7976931348623157e309",
            "\"1-1-1-1-1\"",
            "{\"a\":1e100000}",
            "{\"a\":\"\\u0000\"}",
            "99999999999999999999999999999999999999");

    private static final List<Shape> SHAPES = List.of(
            new Shape("POST", "/api/wallets", List.of("currency")),
            new Shape("POST", "/api/wallet/deposits", List.of("amount", "currency", "rail")),
            new Shape(
                    "POST",
                    "/api/wallet/purchases",
                    List.of("type", "amount", "currency", "service", "description", "timeout_seconds")),
            new Shape("POST", "/api/wallet/purchases/ID/cancel", List.of()),
            new Shape("GET", "/api/wallet/purchases?limit=VALUE&cursor=VALUE", List.of()),
            new Shape("POST", "/api/wallet/withdrawals", List.of("amount", "currency", "destination", "rail")),
            new Shape("GET", "/api/wallet/withdrawals?limit=VALUE&cursor=VALUE", List.of()),
            new Shape("GET", "/internal/refundables?limit=VALUE&due_before=VALUE", List.of()),
            new Shape("GET", "/internal/ledger/refunds?limit=VALUE&since=VALUE", List.of()),
            new Shape("GET", "/internal/ledger/refunds?cursor=VALUE", List.of()),
            new Shape("POST", "/internal/refundables/purchase/ID/refund", List.of("refund_id")),
            new Shape("POST", "/internal/refundables/refund", List.of("items")),
            new Shape("POST", "/api/wallet/transfers", List.of("recipient_id", "amount", "currency", "message")),
            new Shape(
                    "POST",
                    "/internal/holds",
                    List.of("id", "account", "amount", "currency", "purpose", "expires_at", "spends", "replaces")),
            new Shape(
                    "POST",
                    "/internal/holds/ID/capture",
                    List.of("id", "credit", "amount", "currency", "type", "reference")),
            new Shape("POST", "/internal/holds/ID/void", List.of()),
            new Shape("POST", "/internal/ledger/transfers", List.of("mode", "transfers")),
            new Shape("GET", "/internal/holds/ID", List.of()),
            new Shape("GET", "/api/wallet/transfers?limit=VALUE&cursor=VALUE", List.of()),
            new Shape("GET", "/api/wallet/transfers/ID", List.of()),
            new Shape("GET", "/api/wallet/deposits/ID", List.of()),
            new Shape("GET", "/api/wallets/ID", List.of()));

    private static final List<String> MOVEMENT =
            List.of("id", "debit", "credit", "amount", "currency", "type", "reference", "metadata");

    private final Random random;
    private final List<String> users;
    private final UUID wallet;

    Fuzz(Random random, List<String> users, UUID wallet) {
        this.random = random;
        this.users = users;
        this.wallet = wallet;
    }

    private record Shape(String method, String path, List<String> fields) {}

    record Request(String method, String path, String key, String body) {
        boolean isInternal() {
            return path.startsWith("/internal");
        }

        ApiAnswer send(Api api) {
            HttpRequest.Builder request = api.request(path).header("Content-Type", "application/json");
            if (!key.isEmpty()) {
                request.header("Idempotency-Key", key);
            }
            // One character, one byte: what is beyond ASCII is broken UTF-8 at times.
            byte[] bytes =
                    isBroken() ? body.getBytes(StandardCharsets.ISO_8859_1) : body.getBytes(StandardCharsets.UTF_8);
            return api.send(method.equals("GET") ? request.GET() : request.POST(BodyPublishers.ofByteArray(bytes)));
        }

        private boolean isBroken() {
            return body.hashCode() % 3 == 0;
        }
    }

    Request next() {
        Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
        String path = shape.path().replace("ID", id()).replace("VALUE", inQuery());
        String key = random.nextInt(10) == 0 ? "" : "fuzz-" + random.nextInt(200);
        return new Request(shape.method(), path, key, mutated(object(shape.fields())));
    }

    private String object(List<String> fields) {
        return fields.stream()
                .filter(_ -> random.nextInt(20) > 0)
                .map(field -> "\"" + (random.nextInt(40) == 0 ? field + "x" : field) + "\":" + value(field))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Mostly of the right kind, so that one wrong thing at a time gets deep inside. */
    private String value(String field) {
        if (random.nextInt(5) == 0) {
            return VALUES.get(random.nextInt(VALUES.size()));
        }
        return switch (field) {
            case "id" -> "\"" + id() + "\"";
            case "amount" -> random.nextInt(3) + "." + random.nextInt(100);
            case "currency" -> "\"USD\"";
            case "recipient_id" -> "\"" + user() + "\"";
            case "account", "credit", "debit" ->
                List.of("\"user:" + user() + "\"", "\"system:fees\"", "\"" + wallet + "\"")
                        .get(random.nextInt(3));
            case "type" -> "\"fuzz\"";
            case "service", "description", "destination", "refund_id" -> "\"some text\"";
            case "rail" -> random.nextBoolean() ? "\"chain\"" : "\"instant\"";
            case "timeout_seconds" -> Integer.toString(random.nextInt(100));
            case "mode" -> random.nextBoolean() ? "\"atomic\"" : "\"independent\"";
            case "expires_at" -> "\"" + Instant.now().plus(Duration.ofDays(365)) + "\"";
            case "transfers" ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(_ -> random.nextInt(20) == 0 ? "null" : object(MOVEMENT))
                        .collect(Collectors.joining(",", "[", "]"));
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    }

    private String mutated(String body) {
        StringBuilder text = new StringBuilder(body);
        for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0; i > 0 && !text.isEmpty(); i--) {
            int place = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(place);
                case 1 -> text.insert(place, (char) random.nextInt(256));
                default -> text.setCharAt(place, (char) random.nextInt(256));
            }
        }
        return text.toString();
    }

    private String id() {
        return random.nextInt(10) == 0
                ? "no-id"
                : Some.id(1_000 + random.nextInt(50)).toString();
    }

    private String user() {
        return users.get(random.nextInt(users.size()));
    }

    private String inQuery() {
        return List.of("1", "0", "-1", "abc", "", "%00", "%F0%9F%8E%89", "99999999999", "AAAA", "1e3")
                .get(random.nextInt(10));
    }
}
