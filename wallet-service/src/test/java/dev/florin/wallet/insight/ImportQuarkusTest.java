package dev.florin.wallet.insight;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
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
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bank statements, sent to the service. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class ImportQuarkusTest {
    private static final Logger LOG = Logger.getLogger(ImportQuarkusTest.class);
    private static final String HEADER = "reference,date,amount,currency,merchant,description,status\n";
    private static final int LARGE = 100_000;

    @Inject
    ImportService imports;

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);

    private ApiAnswer send(String query, String file) {
        return api.send(api.request("/api/bt-pay/import?" + query)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(file)));
    }

    private ApiAnswer send(String query, Path file) throws FileNotFoundException {
        return api.send(api.request("/api/bt-pay/import?" + query)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofFile(file)));
    }

    private static String counts(JsonNode view) {
        return List.of("lines", "added", "updated", "unchanged", "rejected").stream()
                .map(name -> view.get(name).asText())
                .collect(Collectors.joining(" "));
    }

    private long stored() {
        return Sql.number("SELECT count(*) FROM feed_transaction WHERE user_id = '" + alice + "'");
    }

    @Test
    void theSameFileAgainAddsNothingAndSaysSo() {
        String file =
                HEADER + "R1,2026-02-04,-25.50,RON,McDonald's,BT Pay,booked\nR2,2026-02-04,100,RON,Employer,,booked\n";
        assertEquals("2 2 0 0 0", counts(send("format=csv", file).expect(200).json()));
        assertEquals("2 0 0 2 0", counts(send("format=csv", file).expect(200).json()));
        assertEquals(
                "2 0 0 2 0",
                counts(send("format=csv&mode=all_or_nothing", file).expect(200).json()));
        assertEquals(2, stored());
        assertEquals(
                "bank McDonald's mcdonalds BT Pay -2550 RON booked",
                Sql.one("SELECT concat_ws(' ', source, merchant, merchant_key, description, amount, currency, status)"
                        + " FROM feed_transaction WHERE reference = 'R1' AND user_id = '" + alice + "'"));
    }

    @Test
    void referencesOfUsersDoNotMeet() {
        String file = HEADER + "R1,2026-02-04,-1,RON,m,d,booked\n";
        send("format=csv", file).expect(200);
        Api bob = Api.as(Some.user("bob"));
        ApiAnswer answer = bob.send(bob.request("/api/bt-pay/import?format=csv").POST(BodyPublishers.ofString(file)));
        assertEquals("1 1 0 0 0", counts(answer.expect(200).json()));
    }

    @Test
    void whatIsPendingIsBookedOnceAndThenFinal() {
        String pending = HEADER + "R1,2026-02-04,-25.50,RON,m,d,pending\n";
        String booked = HEADER + "R1,2026-02-05,-27.50,RON,m,d,booked\n";
        assertEquals("1 1 0 0 0", counts(send("format=csv", pending).json()));
        assertEquals("1 0 0 1 0", counts(send("format=csv", pending).json()));
        assertEquals("1 0 1 0 0", counts(send("format=csv", booked).json()));
        assertEquals("1 0 0 1 0", counts(send("format=csv", pending).json()));
        assertEquals(
                "-2750 booked",
                Sql.one("SELECT amount || ' ' || status FROM feed_transaction WHERE user_id = '" + alice + "'"));
    }

    @Test
    void oneReferenceTwiceInAFileIsOneMovement() {
        String file = HEADER + "R1,2026-02-04,-1,RON,m,d,pending\nR1,2026-02-05,-2,RON,m,d,booked\n"
                + "R1,2026-02-06,-3,RON,m,d,booked\n";
        assertEquals("3 1 0 2 0", counts(send("format=csv", file).expect(200).json()));
        assertEquals(
                "-2",
                Sql.one("SELECT amount / 100 FROM feed_transaction WHERE user_id = '" + alice + "'")
                        .substring(0, 2));
    }

    @Test
    void badLinesAreNamedAndTheGoodOnesKept() {
        String file = HEADER
                + "R1,2026-02-04,-1,RON,m,d,booked\nR2,never,-1,RON,m,d,booked\nR3,2026-02-04,-1,RON,m,d,booked\n";
        JsonNode view = send("format=csv&mode=skip", file).expect(200).json();
        assertEquals("3 2 0 0 1", counts(view));
        assertEquals(
                "[{\"line\":3,\"reason\":\"Its date is not written as it should be.\"}]",
                view.get("faults").toString());
        assertEquals("[{\"from\":3,\"to\":3}]", view.get("rejected_lines").toString());
        assertEquals(2, stored());
    }

    @Test
    void allOrNothingStoresNothingIfALineIsBad() {
        String file = HEADER + "R1,2026-02-04,-1,RON,m,d,booked\nR2,never,-1,RON,m,d,booked\n";
        ApiAnswer answer = send("format=csv&mode=all_or_nothing", file).expect(422);
        assertEquals("import-refused", answer.code());
        assertEquals(
                "[{\"field\":\"line 3\",\"message\":\"Its date is not written as it should be.\"}]",
                answer.json().get("errors").toString());
        assertEquals(
                "[{\"from\":3,\"to\":3}]", answer.json().get("rejected_lines").toString());
        assertEquals(0, stored());
    }

    @Test
    void reasonsAreBoundedAndTheNumbersOfAllBadLinesAreSaid() {
        String bad = "R,never,-1,RON,m,d,booked\n";
        String file = HEADER + bad.repeat(150) + "R1,2026-02-04,-1,RON,m,d,booked\n\n" + bad.repeat(100);
        String numbers = "[{\"from\":2,\"to\":151},{\"from\":154,\"to\":253}]";
        ApiAnswer refused = send("format=csv&mode=all_or_nothing", file).expect(422);
        assertEquals(100, refused.json().get("errors").size());
        assertEquals(numbers, refused.json().get("rejected_lines").toString());
        assertTrue(refused.json().get("detail").textValue().startsWith("250 of 251 lines "), refused.text());
        JsonNode view = send("format=csv", file).expect(200).json();
        assertEquals("251 1 0 0 250", counts(view));
        assertEquals(100, view.get("faults").size());
        assertEquals(numbers, view.get("rejected_lines").toString());
        JsonNode again = send("format=csv", file).expect(200).json();
        assertEquals("251 0 0 1 250", counts(again));
        assertEquals(view.get("faults"), again.get("faults"));
        assertEquals(view.get("rejected_lines"), again.get("rejected_lines"));
    }

    @Test
    void aFileWithoutABadLineHasNoNumbers() {
        String file = HEADER + "R1,2026-02-04,-1,RON,m,d,booked\n";
        assertEquals(
                "[]",
                send("format=csv", file)
                        .expect(200)
                        .json()
                        .get("rejected_lines")
                        .toString());
    }

    /** With a good one after each: no two bad ones are in one range. */
    @Test
    void aHundredThousandBadLinesAreAllSaid() {
        String file = HEADER
                + IntStream.range(0, LARGE)
                        .mapToObj(i -> "x\nR" + i % 10 + ",2026-02-04,-1,RON,m,d,booked\n")
                        .collect(Collectors.joining());
        for (String mode : List.of("all_or_nothing", "skip")) {
            ApiAnswer answer = send("format=csv&mode=" + mode, file);
            answer.expect(mode.equals("skip") ? 200 : 422);
            assertEquals("chunked", answer.header("Transfer-Encoding"), "written while it is made");
            JsonNode ranges = answer.json().get("rejected_lines");
            assertEquals(LARGE, ranges.size());
            for (int i = 0; i < LARGE; i++) {
                assertEquals(2 + 2 * i, ranges.get(i).get("from").intValue());
                assertEquals(2 + 2 * i, ranges.get(i).get("to").intValue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "all_or_nothing"})
    void aMillionBadLinesInARowAreOneRange(String mode) {
        ApiAnswer answer = send("format=csv&mode=" + mode, HEADER + "x\n".repeat(1_000_000));
        answer.expect(mode.equals("skip") ? 200 : 422);
        assertEquals(
                "[{\"from\":2,\"to\":1000001}]",
                answer.json().get("rejected_lines").toString());
    }

    @Test
    void twoWhoSendTheSameFileAddItOnce() {
        String file = HEADER
                + IntStream.range(0, 3_000)
                        .mapToObj(i -> "R" + i + ",2026-02-04,-1,RON,m" + i % 7 + ",d,booked\n")
                        .collect(Collectors.joining());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int added = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> send("format=csv&mode=" + (i % 2 == 0 ? "skip" : "all_or_nothing"), file)
                                    .expect(200)
                                    .json()
                                    .get("added")
                                    .intValue(),
                            threads))
                    .toList()
                    .stream()
                    .mapToInt(CompletableFuture::join)
                    .sum();
            assertEquals(3_000, added);
        }
        assertEquals(3_000, stored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "format=xlsx",
                "format=csv&mode=maybe",
                "format=csv&separator=pipe",
                "format=csv&decimal=dot",
                "format=csv&date_format=%5Bnonsense",
                "format=csv&charset=ebcdic",
                "format=csv&currency=LEI",
                "format=csv&column_amount=nowhere",
                "format=camt053"
            })
    void whatIsNotUnderstoodIsRefused(String query) {
        ApiAnswer answer = send(query, HEADER + "R1,2026-02-04,-1,RON,m,d,booked\n");
        assertTrue(answer.status() == 400 || answer.status() == 422, answer.text());
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
        assertEquals(0, stored());
    }

    @Test
    void anEmptyBodyIsRefused() {
        send("format=csv", "").expect(400);
        send("format=camt053", "").expect(400);
    }

    @Test
    void aDocumentOfNoWellFormedEndIsKeptOnlyWhenBadLinesMayBeSkipped(@TempDir Path folder) throws Exception {
        String whole = Files.readString(Statements.camt(folder, "cut", 10, Set.of()));
        String cut = whole.substring(0, whole.lastIndexOf("<RmtInf>"));
        send("format=camt053&mode=all_or_nothing", cut).expect(422);
        assertEquals(0, stored());
        assertEquals(
                "10 9 0 0 1", counts(send("format=camt053", cut).expect(200).json()));
        assertEquals(
                "10 1 0 9 0", counts(send("format=camt053", whole).expect(200).json()));
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"csv, skip", "csv, all_or_nothing", "camt053, skip", "camt053, all_or_nothing"})
    void largeFilesAreTakenInWholeAndOnce(String format, String mode, @TempDir Path folder) throws Exception {
        Path file = statement(format, folder, Set.of());
        long start = System.nanoTime();
        JsonNode view =
                send("format=" + format + "&mode=" + mode, file).expect(200).json();
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        LOG.infof("%s, %s: %,d lines/s", format, mode, LARGE * 1000L / tookMs);
        assertEquals("100000 100000 0 0 0", counts(view));
        assertEquals(LARGE, stored());
        assertEquals(
                "100000 0 0 100000 0",
                counts(send("format=" + format, file).expect(200).json()));
    }

    private static Path statement(String format, Path folder, Set<Integer> bad) {
        return format.equals("csv")
                ? Statements.csv(folder, "large", LARGE, bad)
                : Statements.camt(folder, "large", LARGE, bad);
    }

    /** Those at the ends of two batches, one far beyond 64 Ki, and the last. */
    @ParameterizedTest
    @Tag("slow")
    @CsvSource(
            delimiter = '|',
            value = {
                "csv     | 6002-6002 12004-12006 140002-140002 200000-200000",
                "camt053 | 3001-3001 6002-6003 70001-70001 100000-100000"
            })
    void badLinesOfLargeFilesAreSaidWhereverTheyLie(String format, String numbers, @TempDir Path folder)
            throws Exception {
        Path file = statement(format, folder, Set.of(3_000, 6_001, 6_002, 70_000, LARGE - 1));
        ApiAnswer refused =
                send("format=" + format + "&mode=all_or_nothing", file).expect(422);
        assertEquals(numbers, rejected(refused));
        assertEquals(0, stored());
        ApiAnswer taken = send("format=" + format, file).expect(200);
        assertEquals("100000 99995 0 0 5", counts(taken.json()));
        assertEquals(numbers, rejected(taken));
        assertEquals(LARGE - 5, stored());
    }

    private static String rejected(ApiAnswer answer) {
        return StreamSupport.stream(answer.json().get("rejected_lines").spliterator(), false)
                .map(range -> range.get("from") + "-" + range.get("to"))
                .collect(Collectors.joining(" "));
    }

    /** Closed by the sender in the middle of a line, after two batches and a part of a third. */
    @ParameterizedTest
    @CsvSource({"skip, 6000", "all_or_nothing, 0"})
    void whatBreaksOffIsCompletedBySendingItAgain(String mode, int kept) throws IOException {
        String file = HEADER
                + IntStream.range(0, 10_000)
                        .mapToObj(i -> "R" + i + ",2026-02-04,-1,RON,m" + i % 7 + ",d,booked\n")
                        .collect(Collectors.joining());
        String part = file.substring(0, file.indexOf("R7000,") + 9);
        Set<Path> others = keptAside();
        try (Socket socket = begin("mode=" + mode, "Content-Length: " + file.length())) {
            socket.getOutputStream().write(part.getBytes(UTF_8));
            Eventually.holds(
                    "that much is taken", () -> kept == 0 ? !newlyKept(others).isEmpty() : stored() == kept);
        }
        Eventually.holds("nothing is left behind", () -> newlyKept(others).isEmpty());
        assertEquals(kept, stored());
        assertEquals(
                "10000 " + (10_000 - kept) + " 0 " + kept + " 0",
                counts(send("format=csv&mode=" + mode, file).expect(200).json()));
        assertEquals(10_000, stored());
        assertEquals(
                "10000 1000000",
                Sql.one("SELECT count || ' ' || amount FROM spending WHERE kind = 'total' AND user_id = '" + alice
                        + "'"));
    }

    /** The files of imports under way. */
    private static Set<Path> keptAside() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("florin-import"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Path> newlyKept(Set<Path> others) {
        Set<Path> files = keptAside();
        files.removeAll(others);
        return files;
    }

    /** Nobody is there any more to be told so; what is logged and counted is a refusal, not a failure of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"skip", "all_or_nothing"})
    void whatBreaksOffIsNoFailureOfOurs(String mode) throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(HEADER.getBytes(UTF_8)), closed);
        ImportService.Format csv = in -> new CsvFeed(in, CsvLayout.of(Map.of(), null, null, null, null, null));
        FlorinException refusal = Assertions.assertThrows(
                FlorinException.class,
                () -> Optional.of(
                        mode.equals("skip")
                                ? imports.skipBadLines(alice, csv, broken)
                                : imports.allOrNothing(alice, csv, broken)));
        assertEquals(ProblemType.INVALID_REQUEST, refusal.type());
        assertEquals("The upload broke off.", refusal.detail());
    }

    @Test
    void onlyThisPathTakesMoreThanOthers() {
        byte[] two = "x".repeat(2 * 1024 * 1024).getBytes(UTF_8);
        // Read to the end, and refused for what it is.
        assertEquals(
                "invalid-request",
                api.send(api.request("/api/bt-pay/import?format=csv").POST(BodyPublishers.ofByteArray(two)))
                        .expect(400)
                        .code());
        api.send(api.request("/api/bt-pay/import?format=csv&mode=all_or_nothing")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(two))))
                .expect(400);
        for (String other : List.of("/api/wallets", "/api/bt-pay/importer", "/api/bt-pay/import/../../wallets")) {
            api.send(api.request(other)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(two)))
                    .expect(413);
        }
        byte[] json = ("{\"currency\":\"" + new String(two, UTF_8)).getBytes(UTF_8);
        api.send(api.request("/api/wallets")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json))))
                .expect(413);
    }

    @Test
    void thisPathHasALimitAsWell() throws IOException {
        String said = answerTo("Content-Length: " + 65 * 1024 * 1024);
        assertTrue(said.startsWith("HTTP/1.1 413 "), said);
        assertTrue(said.contains("The body is larger than 64 MiB."), said);
        byte[] mebibyte =
                "R,never,-1,RON,m,d,booked,\n".repeat(1024 * 1024 / 27).getBytes(UTF_8);
        ApiAnswer unsaid = api.send(api.request("/api/bt-pay/import?format=csv")
                .POST(BodyPublishers.ofByteArrays(() -> IntStream.range(0, 66)
                        .mapToObj(i -> i == 0 ? HEADER.getBytes(UTF_8) : mebibyte)
                        .iterator())));
        assertEquals("payload-too-large", unsaid.expect(413).code());
    }

    /** Sends the head of an import, and leaves its body to the caller. */
    private Socket begin(String query, String header) throws IOException {
        URI base = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.getOutputStream()
                .write(("POST /api/bt-pay/import?format=csv&" + query
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Authorization: Bearer " + api.token() + "\r\n" + header + "\r\n\r\n")
                        .getBytes(UTF_8));
        return socket;
    }

    private String answerTo(String header) throws IOException {
        try (Socket socket = begin("mode=skip", header)) {
            // The rest of the body is still awaited by the connection: read the answer, not to the end.
            socket.setSoTimeout(10_000);
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("}") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            return answer.toString();
        }
    }

    @Test
    void theApplicationCannotFalsifyWhatIsAddedUp() {
        for (String statement : List.of(
                "UPDATE spending SET amount = 1",
                "DELETE FROM spending",
                "DELETE FROM feed_transaction",
                "INSERT INTO spending VALUES ('u', 'total', 'RON', now(), '', NULL, 1, 1)")) {
            Assertions.assertThrows(
                    SQLException.class, () -> Sql.asApplication().execute(statement));
        }
    }
}
