package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.json.Json;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.wallet.Some;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class ExportFormatTest {
    private static final Span SPAN = new Span(Some.id(1), Some.USD, 0, 1);

    private static TransactionView paid(String amount, @Nullable String description) {
        return new TransactionView(
                Some.id(7),
                new BigDecimal(amount),
                "sms_purchase",
                description,
                "telegram",
                "completed",
                Some.INSTANT,
                new BigDecimal("97.50"),
                "USD",
                Some.id(1),
                "debit",
                null,
                null,
                null);
    }

    private static String file(ExportFormat format, TransactionView... movements) throws IOException {
        StringWriter out = new StringWriter();
        ExportFormat.File file = format.begin(out, Period.of("2026-01-01", "2026-01-31"), Some.INSTANT);
        file.beginWallet(SPAN, Money.ofMinor(9750, Some.USD));
        for (TransactionView movement : movements) {
            file.add(movement);
        }
        file.endWallet();
        file.end();
        return out.toString();
    }

    @Test
    void csvHasAHeaderAndALineEach() throws IOException {
        assertEquals(
                "id,created_at,type,direction,amount,currency,balance_after,status,counterparty,description,service,message,"
                        + "reference,wallet_id\r\n"
                        + "019c1337-0000-7000-8000-000000000007,2026-01-31T09:30:00.120Z,sms_purchase,debit,-2.50,USD,97.50,"
                        + "completed,,for Käse,telegram,,,019c1337-0000-7000-8000-000000000001\r\n",
                file(ExportFormat.CSV, paid("-2.50", "for Käse")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain                | plain",
                "a,b                  | \"a,b\"",
                "say \"hi\"           | \"say \"\"hi\"\"\"",
                "a\\nb                | \"a\\nb\"",
                "=1+1                 | '=1+1",
                "+49                  | '+49",
                "-5                   | '-5",
                "@SUM(A1)             | '@SUM(A1)",
                "\\t=1                | '\\t=1",
                "\\r=1                | \"'\\r=1\"",
                "=HYPERLINK(\"x\",1)  | \"'=HYPERLINK(\"\"x\"\",1)\"",
                "\uFF1D1+1            | '\uFF1D1+1",
                "a=b                  | a=b",
                "'=1                  | '=1"
            })
    void csvQuotesWhatItMustAndNoTextIsAFormula(String text, String field) throws IOException {
        String line =
                file(ExportFormat.CSV, paid("-2.50", text.translateEscapes())).split("\r\n", 2)[1];
        assertEquals(
                "019c1337-0000-7000-8000-000000000007,2026-01-31T09:30:00.120Z,sms_purchase,debit,-2.50,USD,97.50,completed,,"
                        + field.translateEscapes() + ",telegram,,,019c1337-0000-7000-8000-000000000001\r\n",
                line);
    }

    @Test
    void blanksBeforeAFormulaDoNotHideIt() throws IOException {
        assertEquals(true, file(ExportFormat.CSV, paid("-2.50", "  =1+1")).contains(",'  =1+1,"));
    }

    private static Document xml(String file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }

    private static String element(Document document, String name) {
        assertEquals(1, document.getElementsByTagName(name).getLength(), name);
        return document.getElementsByTagName(name).item(0).getTextContent();
    }

    @Test
    void ofxIsWellFormedAndSaysEverything() throws Exception {
        Document document = xml(file(ExportFormat.OFX, paid("-2.50", "<script>&amp;]]> \u0001 \uFFFE \uD83C\uDF89")));
        assertEquals("-2.50", element(document, "TRNAMT"));
        assertEquals("DEBIT", element(document, "TRNTYPE"));
        assertEquals("019c1337-0000-7000-8000-000000000007", element(document, "FITID"));
        assertEquals("20260131093000.120[0:GMT]", element(document, "DTPOSTED"));
        assertEquals("<script>&amp;]]> \uFFFD \uFFFD \uD83C\uDF89", element(document, "MEMO"));
        assertEquals("telegram", element(document, "NAME"));
        assertEquals("USD", element(document, "CURDEF"));
        assertEquals("97.50", element(document, "BALAMT"));
        assertEquals(22, element(document, "ACCTID").length());
        assertEquals("20260101000000.000[0:GMT]", element(document, "DTSTART"));
        assertEquals("20260131093000.120[0:GMT]", element(document, "DTEND"));
    }

    @Test
    void ofxCutsAtItsLimitsBetweenCharacters() throws Exception {
        String party = "\uD83C\uDF89".repeat(300);
        assertEquals("\uD83C\uDF89".repeat(255), element(xml(file(ExportFormat.OFX, paid("1.00", party))), "MEMO"));
    }

    @Test
    void jsonIsWhatTheListsShow() throws IOException {
        TransactionView movement = paid("-2.50", "x");
        assertEquals(
                "[" + Json.mapper().writeValueAsString(movement) + ","
                        + Json.mapper().writeValueAsString(movement) + "]",
                file(ExportFormat.JSON, movement, movement));
        assertEquals("[]", file(ExportFormat.JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CSV", "xls", "pdf"})
    void otherFormatsAreNotKnown(String name) {
        assertThrows(FlorinException.class, () -> ExportFormat.of(name));
    }

    @Test
    void aMillisecondIsMeantAsAWholeAndADayAsWell() {
        Period period = Period.of("2026-01-31", "2026-01-31T09:30:00.120Z");
        assertEquals(
                new Period(Instant.parse("2026-01-31T00:00:00Z"), Instant.parse("2026-01-31T09:30:00.121Z")), period);
        assertEquals(
                Instant.parse("2026-02-01T00:00:00Z"),
                Period.of(null, "2026-01-31").until());
        assertEquals(
                Instant.parse("2026-01-31T09:30:00.120457Z"),
                Period.after(Instant.parse("2026-01-31T09:30:00.120456Z")));
    }
}
