package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.FlorinException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFeedTest {
    private static final String HEADER = "reference,date,amount,currency,merchant,description,status\n";

    static List<FeedLine> all(FeedReader reader) throws IOException {
        List<FeedLine> lines = new ArrayList<>();
        for (Optional<FeedLine> line = reader.next(); line.isPresent(); line = reader.next()) {
            lines.add(line.get());
        }
        return lines;
    }

    private static List<FeedLine> read(String file, CsvLayout layout) throws IOException {
        return all(new CsvFeed(new ByteArrayInputStream(file.getBytes(layout.charset())), layout));
    }

    private static List<FeedLine> read(String file) throws IOException {
        return read(file, CsvLayout.DEFAULT);
    }

    private static FeedItem only(List<FeedLine> lines) {
        assertEquals(1, lines.size(), lines.toString());
        if (lines.getFirst() instanceof FeedLine.Good good) {
            return good.item();
        }
        throw new AssertionError(lines.toString());
    }

    private static String fault(String line) throws IOException {
        List<FeedLine> lines = read(HEADER + line + "\n");
        assertEquals(1, lines.size(), lines.toString());
        if (lines.getFirst() instanceof FeedLine.Bad bad) {
            assertEquals(2, bad.line());
            return bad.reason();
        }
        throw new AssertionError(lines.toString());
    }

    @Test
    void readsWhatFlorinWritesItself() throws IOException {
        FeedItem item = only(read(HEADER + "R1,2026-02-04,-25.50,RON,McDonald's #1234,BT Pay,pending\n"));
        assertEquals("R1", item.reference());
        assertEquals("2026-02-04T00:00:00Z", item.bookedAt().toString());
        assertEquals("-25.50 RON", item.amount().toString());
        assertEquals("McDonald's #1234", item.merchant().name());
        assertEquals("BT Pay", item.description());
        assertEquals(FeedItem.Status.PENDING, item.status());
    }

    @Test
    void readsQuotesLineBreaksAndAByteOrderMark() throws IOException {
        List<FeedLine> lines = read("\ufeffReference;\"Date\";AMOUNT;currency;description\r\n"
                + "\"R;1\";2026-02-04;-1;RON;\"two\nlines, and a \"\"quote\"\"\"\r\n"
                + "\r\n"
                + "R2;2026-02-04;-2;RON;x\r"
                + "R3;bad;-3;RON;x\n"
                + "R4;2026-02-04;-4;RON;the end");
        assertEquals(List.of(2, 5, 6, 7), lines.stream().map(FeedLine::line).toList());
        FeedItem first = ((FeedLine.Good) lines.getFirst()).item();
        assertEquals("R;1", first.reference());
        assertEquals("two\nlines, and a \"quote\"", first.description());
        assertEquals("two lines, and a \"quote\"", first.merchant().name());
        assertEquals(FeedItem.Status.BOOKED, first.status());
        assertEquals("Its date is not written as it should be.", ((FeedLine.Bad) lines.get(2)).reason());
    }

    @Test
    void readsTheLayoutOfABank() throws IOException {
        CsvLayout layout = CsvLayout.of(
                Map.of(
                        CsvLayout.Column.REFERENCE, "Referinta",
                        CsvLayout.Column.DATE, "Data",
                        CsvLayout.Column.AMOUNT, "Suma",
                        CsvLayout.Column.MERCHANT, "Comerciant"),
                "tab",
                "comma",
                "dd.MM.uuuu",
                "RON",
                "iso-8859-1");
        FeedItem item = only(read("Comerciant\tData\tSuma\tReferinta\nCaf\u00e9\t04.02.2026\t-1.234,56\tX1\n", layout));
        assertEquals("-1234.56 RON", item.amount().toString());
        assertEquals("Caf\u00e9", item.merchant().name());
        assertEquals("2026-02-04T00:00:00Z", item.bookedAt().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-04T12:30:00Z, 2026-02-04T12:30:00Z",
        "2026-02-04T12:30:00+02:00, 2026-02-04T10:30:00Z",
        "2026-02-04T12:30:00.123456789Z, 2026-02-04T12:30:00.123Z",
        "2026-02-04 12:30:00, 2026-02-04T12:30:00Z",
        "2026-02-04T12:30, 2026-02-04T12:30:00Z"
    })
    void readsTimes(String text, String instant) {
        FeedItem item = new FeedItem(
                "R",
                CsvLayout.DEFAULT.date(text),
                dev.florin.wallet.Some.usd(1),
                Merchant.UNKNOWN,
                "",
                FeedItem.Status.BOOKED);
        assertEquals(instant, item.bookedAt().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "point | 1234.5 | 1234.50 USD",
                "point | +1,234.50 | 1234.50 USD",
                "point | -1 234 567.5 | -1234567.50 USD",
                "comma | 1234,5 | 1234.50 USD",
                "comma | -1.234.567 | -1234567.00 USD"
            })
    void readsAmounts(String decimal, String text, String amount) {
        CsvLayout layout = CsvLayout.of(Map.of(), null, decimal, null, null, null);
        assertEquals(amount, layout.amount(text, dev.florin.wallet.Some.USD).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "point, '1234,5'",
        "point, '12,34.5'",
        "point, 1e5",
        "point, ''",
        "point, NaN",
        "point, --1",
        "point, '1.2.3'",
        "comma, 1234.5",
        "comma, '1,234.5'",
        "point, .5",
        "point, 0x10",
        "point, 1.001",
        "point, ٣"
    })
    void neverGuessesAnAmount(String decimal, String text) {
        CsvLayout layout = CsvLayout.of(Map.of(), null, decimal, null, null, null);
        assertThrows(FlorinException.class, () -> layout.amount(text, dev.florin.wallet.Some.USD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "R,2026-02-04,-1,RON,m,d                  | It has 6 fields, the header has 7.",
                "R,2026-02-04,-1,RON,m,d,booked,x         | It has 8 fields, the header has 7.",
                ",2026-02-04,-1,RON,m,d,booked            | It has no reference.",
                "R,2026-02-30,-1,RON,m,d,booked           | Its date is not written as it should be.",
                "R,0001-01-01,-1,RON,m,d,booked           | Its date is not between 1970 and 2200.",
                "R,2026-02-04,one,RON,m,d,booked          | Its amount is not a number with a decimal point.",
                "R,2026-02-04,0.00,RON,m,d,booked         | Its amount is zero.",
                "R,2026-02-04,-1.001,RON,m,d,booked       | RON has 2 decimals, the amount has more.",
                "R,2026-02-04,-1,LEI,m,d,booked           | There is no asset with the code 'LEI'.",
                "R,2026-02-04,-1,,m,d,booked              | There is no asset with the code ''.",
                "R,2026-02-04,-1,RON,m,d,maybe            | Its status is neither booked nor pending.",
                "R,2026-02-04,-1,RON,m\u0000,d,booked     | Text must not contain U+0000 or half of a surrogate pair.",
                "R,2026-02-04,-1,RON,m\ufffd,d,booked     | It has characters that are not in the encoding of the file.",
                "R,2026-02-04,-1,RON,m,\"d,booked         | Its last quote is not closed."
            })
    void saysWhyALineIsBad(String line, String reason) throws IOException {
        assertEquals(reason, fault(line));
    }

    @Test
    void bytesOfAnotherEncodingAreNotTakenForText() throws IOException {
        byte[] file = (HEADER + "R,2026-02-04,-1,RON,Caf\u00e9,d,booked\n").getBytes(StandardCharsets.ISO_8859_1);
        List<FeedLine> lines = all(new CsvFeed(new ByteArrayInputStream(file), CsvLayout.DEFAULT));
        assertTrue(lines.getFirst() instanceof FeedLine.Bad, lines.toString());
    }

    @Test
    void aQuoteThatIsNotClosedDoesNotSwallowTheFile() throws IOException {
        String rest = "R,2026-02-04,-1,RON,m,d,booked\n".repeat(2_000);
        List<FeedLine> lines = read(HEADER + "R,2026-02-04,-1,RON,\"m,d,booked\n" + rest);
        assertTrue(
                lines.getFirst() instanceof FeedLine.Bad bad && bad.line() == 2,
                lines.getFirst().toString());
        assertTrue(lines.size() > 1_000, "only " + lines.size() + " lines are left");
        assertTrue(lines.subList(1, lines.size()).stream().allMatch(FeedLine.Good.class::isInstance));
        assertEquals(2_002, lines.getLast().line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "date,amount,currency\n",
                "reference,amount,currency\n",
                "reference,date,currency\n",
                "reference,date,amount\n"
            })
    void aFileWithoutWhatIsNeededIsRefused(String file) {
        assertThrows(FlorinException.class, () -> read(file));
    }

    @Test
    void aColumnThatIsNamedHasToBeThere() {
        CsvLayout layout = CsvLayout.of(Map.of(CsvLayout.Column.MERCHANT, "shop"), null, null, null, null, null);
        assertThrows(FlorinException.class, () -> read(HEADER, layout));
    }

    @Test
    void whatIsBookedIsFinal() throws IOException {
        FeedItem pending = only(read(HEADER + "R,2026-02-04,-1,RON,m,d,pending\n"));
        FeedItem booked = only(read(HEADER + "R,2026-02-05,-1.10,RON,m,d,booked\n"));
        assertEquals(booked, pending.followedBy(booked));
        assertEquals(booked, booked.followedBy(pending));
    }
}
