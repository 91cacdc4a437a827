package dev.florin.wallet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: a status and a code from the catalogue, no word about the inside, and nothing moved. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final String ice = Some.user("ice");
    private final Api api = Api.as(alice);

    @BeforeAll
    void openWallets() throws SQLException {
        api.wallet("100");
        Api.as(bob).wallet("5");
        UUID frozen = Api.as(ice).wallet("5");
        Sql.asApplication().execute("UPDATE account SET frozen = true WHERE id = '" + frozen + "'");
    }

    private static void refused(int status, String code, ApiAnswer answer) {
        assertEquals(status + " " + code, answer.status() + " " + answer.code(), answer.text());
        isCleanProblem(answer);
    }

    private static void isCleanProblem(ApiAnswer answer) {
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"), answer.header("Content-Type"));
        assertEquals(answer.status(), answer.json().get("status").intValue());
        assertEquals("/problems/" + answer.code(), answer.json().get("type").textValue());
        assertTrue(answer.json().get("trace_id").textValue().matches("[0-9a-f]{32}"), answer.text());
        assertFalse(answer.json().get("title").textValue().isBlank());
        for (String inside :
                List.of("Exception", "dev.florin", "java.", "jackson", "SELECT", "INSERT", "\tat ", "ERROR:")) {
            assertFalse(answer.text().contains(inside), answer.text());
        }
    }

    private void refusedAndNothingMoved(int status, String code, String path, String key, String body) {
        String before = Books.digest();
        refused(status, code, api.post(path, key, body));
        assertEquals(before, Books.digest(), "something moved");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422 | unknown-asset       | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"XXX\"}",
                "422 | unknown-asset       | {\"recipient_id\":\"BOB\",\"amount\":0,\"currency\":\"usd\"}",
                "422 | too-many-decimals   | {\"recipient_id\":\"BOB\",\"amount\":1.001,\"currency\":\"USD\"}",
                "422 | too-many-decimals   | {\"recipient_id\":\"BOB\",\"amount\":\"1.001\",\"currency\":\"USD\"}",
                "422 | too-many-decimals   | {\"recipient_id\":\"BOB\",\"amount\":1e-100000,\"currency\":\"USD\"}",
                "422 | amount-not-positive | {\"recipient_id\":\"BOB\",\"amount\":0,\"currency\":\"USD\"}",
                "422 | amount-not-positive | {\"recipient_id\":\"BOB\",\"amount\":-0.0,\"currency\":\"USD\"}",
                "422 | amount-not-positive | {\"recipient_id\":\"BOB\",\"amount\":-1,\"currency\":\"USD\"}",
                "422 | amount-not-positive | {\"recipient_id\":\"BOB\",\"amount\":0e999999999,\"currency\":\"USD\"}",
                "422 | amount-too-large    | {\"recipient_id\":\"BOB\",\"amount\":1000000000000000000000000000000000000,\"currency\":\"USD\"}",
                "422 | amount-too-large    | {\"recipient_id\":\"BOB\",\"amount\":1e1000000000,\"currency\":\"USD\"}",
                "422 | amount-too-large    | {\"recipient_id\":\"BOB\",\"amount\":\"1e2147483647\",\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1e99999999999,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":NaN,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":\"NaN\",\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":\"-Infinity\",\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":\"lots\",\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":true,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":{\"value\":1},\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":[1],\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":+1,\"currency\":\"USD\"}",
                "400 | invalid-request     | {\"recipient_id\":\"BOB\",\"amount\":null,\"currency\":\"USD\"}",
                "400 | invalid-request     | {\"recipient_id\":\"BOB\",\"currency\":\"USD\"}",
                "400 | invalid-request     | {\"amount\":1,\"currency\":\"USD\"}",
                "400 | invalid-request     | {\"recipient_id\":\" \",\"amount\":1,\"currency\":\"USD\"}",
                "400 | invalid-request     | {\"recipient_id\":\"BOB\",\"amount\":1}",
                "400 | invalid-request     | {}",
                "400 | invalid-request     | null",
                "422 | same-account        | {\"recipient_id\":\"ALICE\",\"amount\":1,\"currency\":\"USD\"}",
                "422 | recipient-not-found | {\"recipient_id\":\"nobody\",\"amount\":1,\"currency\":\"USD\"}",
                "422 | recipient-not-found | {\"recipient_id\":\"'; DROP TABLE account; --\",\"amount\":1,\"currency\":\"USD\"}",
                "422 | wallet-not-found    | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"EUR\"}",
                "422 | insufficient-funds  | {\"recipient_id\":\"BOB\",\"amount\":100.01,\"currency\":\"USD\"}",
                "422 | recipient-frozen    | {\"recipient_id\":\"ICE\",\"amount\":1,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"USD\",\"fee\":0}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1,\"amount\":2,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"USD\"",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"USD\"}{}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\\u0000\",\"amount\":1,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\\ud800\",\"amount\":1,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"USD\",\"message\":\"\\u0000\"}",
                "400 | malformed-json      | {\"recipient_id\":\"BOB\",\"amount\":1,\"currency\":\"USD\",\"message\":\"\\udc00\\ud800\"}",
                "400 | malformed-json      | {\"recipient_id\":{},\"amount\":1,\"currency\":\"USD\"}",
                "400 | malformed-json      | []",
                "400 | malformed-json      | \"text\"",
                "400 | malformed-json      | 7",
                "400 | malformed-json      | <transfer/>"
            })
    void aPaymentIsRefused(int status, String code, String body) {
        String named = body.replace("BOB", bob).replace("ALICE", alice).replace("ICE", ice);
        refusedAndNothingMoved(status, code, "/api/wallet/transfers", key(), named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422 | unknown-asset       | {\"amount\":1,\"currency\":\"DOGE\"}",
                "422 | amount-not-positive | {\"amount\":0,\"currency\":\"USD\"}",
                "422 | too-many-decimals   | {\"amount\":0.001,\"currency\":\"USD\"}",
                "422 | unknown-rail        | {\"amount\":1,\"currency\":\"USD\",\"rail\":\"carrier-pigeon\"}",
                "422 | unknown-rail        | {\"amount\":1,\"currency\":\"USD\",\"rail\":\"\"}",
                "422 | wallet-not-found    | {\"amount\":1,\"currency\":\"EUR\"}",
                "422 | balance-overflow    | {\"amount\":999999999999999999999999999999999999.99,\"currency\":\"USD\"}",
                "400 | malformed-json      | {\"amount\":1,\"currency\":\"USD\",\"rail\":{}}",
                "400 | invalid-request     | {\"currency\":\"USD\"}",
                "400 | invalid-request     | null"
            })
    void aDepositIsRefused(int status, String code, String body) {
        refusedAndNothingMoved(status, code, "/api/wallet/deposits", key(), body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422 | unknown-asset       | \"currency\":\"USD\"    | \"currency\":\"XXX\"",
                "422 | wallet-not-found    | \"currency\":\"USD\"    | \"currency\":\"EUR\"",
                "422 | amount-not-positive | \"amount\":1            | \"amount\":0",
                "422 | too-many-decimals   | \"amount\":1            | \"amount\":0.001",
                "422 | insufficient-funds  | \"amount\":1            | \"amount\":100.01",
                "400 | malformed-json      | \"amount\":1            | \"amount\":{}",
                "400 | invalid-request     | \"type\":\"sms\"        | \"type\":\"p2p\"",
                "400 | invalid-request     | \"type\":\"sms\"        | \"type\":\"refund\"",
                "400 | invalid-request     | \"type\":\"sms\"        | \"type\":\"sms_refund\"",
                "400 | invalid-request     | \"type\":\"sms\"        | \"type\":\"SMS\"",
                "400 | invalid-request     | \"type\":\"sms\"        | \"type\":\"\"",
                "400 | invalid-request     | \"service\":\"s\",      | ''",
                "400 | malformed-json      | \"service\":\"s\"       | \"service\":\"\\u0000\"",
                "400 | invalid-request     | \"description\":\"d\"   | \"description\":\" \"",
                "400 | invalid-request     | \"timeout_seconds\":60  | \"timeout_seconds\":0",
                "400 | invalid-request     | \"timeout_seconds\":60  | \"timeout_seconds\":-1",
                "400 | invalid-request     | \"timeout_seconds\":60  | \"timeout_seconds\":604801",
                "400 | malformed-json      | \"timeout_seconds\":60  | \"timeout_seconds\":1.5",
                "400 | malformed-json      | \"timeout_seconds\":60  | \"timeout_seconds\":99999999999999999999"
            })
    void aPurchaseIsRefused(int status, String code, String good, String bad) {
        String body = "{\"type\":\"sms\",\"amount\":1,\"currency\":\"USD\",\"service\":\"s\",\"description\":\"d\","
                + "\"timeout_seconds\":60}";
        assertTrue(body.contains(good), good);
        refusedAndNothingMoved(
                status, code, "/api/wallet/purchases", key(), body.replace(good, bad.equals("''") ? "" : bad));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422 | unknown-asset       | \"currency\":\"USD\"   | \"currency\":\"XXX\"",
                "422 | wallet-not-found    | \"currency\":\"USD\"   | \"currency\":\"EUR\"",
                "422 | amount-not-positive | \"amount\": 1          | \"amount\":0",
                "422 | too-many-decimals   | \"amount\": 1          | \"amount\":0.001",
                "422 | insufficient-funds  | \"amount\": 1          | \"amount\":100.01",
                "422 | unknown-rail        | \"chain\"              | \"moon\"",
                "400 | invalid-request     | \"0x7\"                | \" \"",
                "400 | malformed-json      | \"0x7\"                | {}"
            })
    void aWithdrawalIsRefused(int status, String code, String good, String bad) {
        String body = Some.withdrawal("1", "chain").replace("\": \"", "\":\"");
        assertTrue(body.contains(good), good);
        refusedAndNothingMoved(status, code, "/api/wallet/withdrawals", key(), body.replace(good, bad));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422 | unknown-asset   | {\"currency\":\"XXX\"}",
                "400 | invalid-request | {\"currency\":\"\"}",
                "400 | invalid-request | {}",
                "400 | invalid-request | null",
                "400 | malformed-json  | {\"currency\":{}}",
                "400 | malformed-json  | {\"currency\":"
            })
    void aWalletIsNotOpened(int status, String code, String body) {
        String before = Books.digest();
        refused(status, code, api.post("/api/wallets", body));
        assertEquals(before, Books.digest());
    }

    @Test
    void anEmptyBodyIsNoRequest() {
        for (String path : List.of(
                "/api/wallets",
                "/api/wallet/transfers",
                "/api/wallet/deposits",
                "/api/wallet/purchases",
                "/api/wallet/withdrawals")) {
            refused(400, "invalid-request", api.post(path, key(), ""));
        }
    }

    @Test
    void whoIsFrozenPaysNobody() {
        String before = Books.digest();
        refused(422, "wallet-frozen", Api.as(ice).pay(bob, "1"));
        assertEquals(before, Books.digest());
    }

    @Test
    void amountsMayBeTextAndLongAsTheyMayBe() {
        refusedAndNothingMoved(
                422,
                "insufficient-funds",
                "/api/wallet/transfers",
                key(),
                "{\"recipient_id\":\"" + bob
                        + "\",\"amount\":\"999999999999999999999999999999999999.99\",\"currency\":\"USD\"}");
        refusedAndNothingMoved(
                400,
                "malformed-json",
                "/api/wallet/transfers",
                key(),
                "{\"recipient_id\":\"" + bob + "\",\"amount\":" + "9".repeat(100_000) + ",\"currency\":\"USD\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"idempotency-key-missing|''", "idempotency-key-missing|'   '", "idempotency-key-invalid|'a b'"})
    void theKeyIsRequired(String code, String key) {
        refusedAndNothingMoved(400, code, "/api/wallet/deposits", key, "{\"amount\":1,\"currency\":\"USD\"}");
        refusedAndNothingMoved(400, code, "/api/wallet/transfers", key, Some.payment(bob, BigDecimal.ONE));
    }

    @Test
    void theKeyIsOfASensibleLengthAndInAscii() throws IOException {
        String body = "{\"amount\":1,\"currency\":\"USD\"}";
        refused(400, "idempotency-key-missing", api.post("/api/wallet/deposits", body));
        refusedAndNothingMoved(400, "idempotency-key-invalid", "/api/wallet/deposits", "x".repeat(129), body);
        assertTrue(raw("POST /api/wallet/deposits", "Idempotency-Key: cl\u00e9", body)
                .contains("idempotency-key-invalid"));
        api.post(
                        "/api/wallet/deposits",
                        "y".repeat(100) + UUID.randomUUID().toString().substring(8),
                        body)
                .expect(201);
    }

    @Test
    void textHasALimitAndItsLimitFits() {
        String tooLong = "{\"recipient_id\":\"%s\",\"amount\":1,\"currency\":\"USD\",\"message\":\"%s\"}";
        refusedAndNothingMoved(
                400, "invalid-request", "/api/wallet/transfers", key(), tooLong.formatted(bob, "x".repeat(501)));
        refusedAndNothingMoved(
                400, "invalid-request", "/api/wallet/transfers", key(), tooLong.formatted("x".repeat(129), "x"));
        String unusual = "Zażółć \\\"gęślą\\\" \\\\u0000 🎉 " + "x".repeat(450);
        ApiAnswer paid = api.post("/api/wallet/transfers", key(), tooLong.formatted(bob, unusual))
                .expect(201);
        assertEquals(
                "Zażółć \"gęślą\" \\u0000 🎉 " + "x".repeat(450),
                paid.json().get("message").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"})
    void onlyJsonIsRead(String type) {
        var request = api.request("/api/wallet/transfers")
                .header("Idempotency-Key", key())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(Some.payment(bob, BigDecimal.ONE)));
        String before = Books.digest();
        ApiAnswer answer = api.send(request);
        assertTrue(answer.status() == 415 || answer.status() == 400, type + ": " + answer.status() + answer.text());
        isCleanProblem(answer);
        assertEquals(before, Books.digest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7B22FF227D",
                "FFFE7B00",
                "0000FEFF0000007B",
                "7B2261223AC328",
                "C0AF",
                "EDA080",
                "00",
                "0000007B"
            })
    void brokenBytesAreNoJson(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        refused(
                400,
                "malformed-json",
                api.send(api.request("/api/wallet/transfers")
                        .header("Idempotency-Key", key())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(bytes))));
    }

    @Test
    void aLargeBodyIsNotRead() {
        byte[] large = ("{\"currency\":\"" + "x".repeat(1024 * 1024) + "\"}").getBytes(UTF_8);
        refused(
                413,
                "payload-too-large",
                api.send(api.request("/api/wallets")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(large))));
        // a body that does not say how long it is
        refused(
                413,
                "payload-too-large",
                api.send(api.request("/api/wallets")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))));
    }

    @ParameterizedTest
    @CsvSource({
        "404, not-found, /api/wallets/not-a-uuid",
        "404, not-found, /api/wallets/019c1337-0000-7000-8000-00000000000",
        "404, not-found, /api/wallets/019c1337-0000-7000-8000-000000000000",
        "404, not-found, /api/wallets/%00",
        "404, not-found, /api/wallets/..%2F..%2Fetc%2Fpasswd",
        "404, not-found, /api/wallet/transfers/1",
        "404, not-found, /api/wallet/transfers/019c1337-0000-7000-8000-000000000000",
        "404, not-found, /api/wallet/deposits/x",
        "404, not-found, /api/wallet/deposits/019c1337-0000-7000-8000-000000000000",
        "404, not-found, /api/wallet/purchases/x",
        "400, invalid-request, /api/wallet/purchases?limit=501",
        "400, invalid-request, /api/wallet/purchases?cursor=AAAA",
        "404, not-found, /api/wallet/withdrawals/x",
        "400, invalid-request, /api/wallet/withdrawals?limit=0",
        "400, invalid-request, /api/wallet/withdrawals?cursor=AAAA",
        "404, not-found, /api/nothing",
        "400, invalid-request, /api/wallet/transfers?limit=0",
        "400, invalid-request, /api/wallet/transfers?limit=-1",
        "400, invalid-request, /api/wallet/transfers?limit=501",
        "400, invalid-request, /api/wallet/transfers?limit=2147483648",
        "400, invalid-request, /api/wallet/transfers?limit=many",
        "400, invalid-request, /api/wallet/transfers?limit=1.5",
        "400, invalid-request, /api/wallet/transfers?cursor=garbage",
        "400, invalid-request, /api/wallet/transfers?cursor=%00%ff",
        "400, invalid-request, /api/wallet/transfers?cursor=AAAA",
        "400, invalid-request, /api/wallet/transfers?cursor=MDE5YzEzMzctMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwPTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"
    })
    void whatIsAskedForIsNotThere(int status, String code, String path) {
        refused(status, code, api.get(path));
    }

    @Test
    void theMethodHasToFit() {
        refused(405, "method-not-allowed", api.send(api.request("/api/wallets").DELETE()));
        refused(
                405,
                "method-not-allowed",
                api.send(api.request("/api/wallet/transfers")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{}"))));
        refused(
                406,
                "not-acceptable",
                api.send(api.request("/api/wallets")
                        .header("Accept", "text/html")
                        .GET()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer x", "Basic YTpi", "bearer a.b.c", "x", "Bearer \u00e9"})
    void thisIsNoToken(String header) throws IOException {
        String answer = raw("GET /api/wallets", "Authorization: " + header, "");
        assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        assertTrue(answer.contains("\"code\":\"unauthenticated\""), answer);
    }

    @Test
    void tokensThatDoNotCount() {
        refused(401, "unauthenticated", new Api(null).get("/api/wallets"));
        TestTokens.Draft draft = TestTokens.draft(alice, "user");
        refused(
                401,
                "token-expired",
                new Api(draft.lasting(Duration.ofSeconds(-1)).signed()).get("/api/wallets"));
        refused(401, "unauthenticated", new Api(draft.issuedBy("other").signed()).get("/api/wallets"));
        refused(401, "unauthenticated", new Api(draft.forAudience("other").signed()).get("/api/wallets"));
    }

    /** Bytes that no decent client sends; {@code Authorization} is alice's unless the header says otherwise. */
    private String raw(String methodAndPath, String header, String body) throws IOException {
        URI base = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        String authorization =
                header.startsWith("Authorization") ? "" : "Authorization: Bearer " + api.token() + "\r\n";
        String request = methodAndPath + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + authorization
                + header + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** A network cuts where it likes, and a careful client asks before it sends. */
    @Test
    void aBodyMayComeInPieces() throws IOException {
        String body = "{\"recipient_id\":\"" + bob + "\",\"amount\":0.01,\"currency\":\"USD\"}";
        int half = body.length() / 2;
        for (String header : List.of("Content-Length: " + body.length(), "Transfer-Encoding: chunked")) {
            boolean isChunked = header.startsWith("Transfer");
            String first = body.substring(0, half);
            String second = body.substring(half);
            assertTrue(
                    inPieces(header, isChunked ? chunk(first) : first, isChunked ? chunk(second) + chunk("") : second)
                            .startsWith("HTTP/1.1 201"),
                    header);
        }
        String cautious = inPieces("Content-Length: " + body.length() + "\r\nExpect: 100-continue", "", body);
        assertTrue(cautious.startsWith("HTTP/1.1 100 Continue"), cautious);
        assertTrue(cautious.contains("HTTP/1.1 201"), cautious);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    /** What is answered before the second piece is sent, and then the rest of it. */
    private String inPieces(String header, String first, String second) throws IOException {
        URI base = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        String head = "POST /api/wallet/transfers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer " + api.token() + "\r\nIdempotency-Key: " + key()
                + "\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write((head + first).getBytes(ISO_8859_1));
            String early = saidWithoutTheRest(socket);
            socket.getOutputStream().write(second.getBytes(ISO_8859_1));
            return early + new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String saidWithoutTheRest(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        byte[] bytes = new byte[1000];
        try {
            return new String(bytes, 0, Math.max(0, socket.getInputStream().read(bytes)), UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        } finally {
            socket.setSoTimeout(0);
        }
    }

    @Test
    @Tag("slow")
    void noInputIsOurFault() {
        long seed = 20260131;
        String fay = Some.user("fay");
        Api fuzzer = Api.as(fay);
        Fuzz fuzz = new Fuzz(new Random(seed), List.of(fay, bob, ice, "nobody"), fuzzer.wallet("100"));
        for (int i = 0; i < 3_000; i++) {
            Fuzz.Request request = fuzz.next();
            ApiAnswer answer = request.send(request.isInternal() ? Api.asService() : fuzzer);
            String story = "seed " + seed + ", request " + i + ": " + request + " -> " + answer.text();
            assertTrue(answer.status() < 500, story);
            if (answer.status() >= 400) {
                assertTrue(answer.header("Content-Type").startsWith("application/problem+json"), story);
                isCleanProblem(answer);
            }
        }
        assertEquals(
                "true",
                Api.asAdmin()
                        .get("/api/admin/ledger/audit")
                        .json()
                        .get("balanced")
                        .asText());
    }
}
