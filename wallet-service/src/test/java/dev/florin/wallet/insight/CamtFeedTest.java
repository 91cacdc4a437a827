package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.FlorinException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamtFeedTest {
    private static final String ENTRY = """
            <Ntry><NtryRef>7</NtryRef><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
              <BookgDt><Dt>2026-02-04</Dt></BookgDt><ValDt><Dt>2026-02-05</Dt></ValDt><AcctSvcrRef>REF-1</AcctSvcrRef>
              <NtryDtls><TxDtls><Amt Ccy="EUR">99.99</Amt>
                <RltdPties><Dbtr><Nm>Alice</Nm></Dbtr><Cdtr><Nm>Carrefour &amp; Co</Nm></Cdtr></RltdPties>
                <RmtInf><Ustrd>card 1234</Ustrd><Ustrd>thank you</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>""";

    private static String document(String version, String entries) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001."
                + version + "\"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>"
                + "<Bal><Amt Ccy=\"EUR\">5</Amt></Bal>" + entries + "</Stmt></BkToCstmrStmt></Document>";
    }

    private static List<FeedLine> read(String document) throws IOException {
        return CsvFeedTest.all(new CamtFeed(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))));
    }

    private static FeedItem item(String document) throws IOException {
        List<FeedLine> lines = read(document);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst() instanceof FeedLine.Good, lines.toString());
        return ((FeedLine.Good) lines.getFirst()).item();
    }

    @Test
    void readsVersionTwo() throws IOException {
        FeedItem item = item(document("02", ENTRY));
        assertEquals("REF-1", item.reference());
        assertEquals("-12.50 EUR", item.amount().toString());
        assertEquals("2026-02-04T00:00:00Z", item.bookedAt().toString());
        assertEquals("Carrefour & Co", item.merchant().name());
        assertEquals("card 1234 thank you", item.description());
        assertEquals(FeedItem.Status.BOOKED, item.status());
    }

    @Test
    void readsVersionEight() throws IOException {
        FeedItem item = item(document("08", """
                <Ntry><NtryRef>REF-2</NtryRef><Amt Ccy="RON">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
                  <ValDt><DtTm>2026-02-04T10:00:00+02:00</DtTm></ValDt>
                  <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Bob</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls>
                  <AddtlNtryInf>salary</AddtlNtryInf></Ntry>"""));
        assertEquals("5.00 RON", item.amount().toString());
        assertEquals("2026-02-04T08:00:00Z", item.bookedAt().toString());
        assertEquals("Bob", item.merchant().name());
        assertEquals("salary", item.description());
        assertEquals(FeedItem.Status.PENDING, item.status());
    }

    /** The same number stands on next month's statement, and on that of another account, for something else. */
    @Test
    void whatIsNumberedWithinAStatementIsTakenInByStatementAndAccount() throws IOException {
        String entry = ENTRY.replace("<AcctSvcrRef>REF-1</AcctSvcrRef>", "");
        String january = document("08", entry);
        String ofIban = january.replace("<Bal>", "<Acct><Id><IBAN>RO49</IBAN></Id></Acct><Bal>");
        String ofOther = january.replace("<Bal>", "<Acct><Id><Othr><Id>17</Id></Othr></Id></Acct><Bal>");
        String february = ofIban.replace("<Stmt><Id>1</Id>", "<Stmt><Id>2</Id>");
        Set<String> references = new HashSet<>();
        for (String document : List.of(january, ofIban, ofOther, february)) {
            String reference = item(document).reference();
            assertEquals(reference, item(document).reference());
            assertTrue(references.add(reference), document);
        }
        String both = document("08", entry + "</Stmt><Stmt><Id>2</Id>" + entry);
        assertEquals(
                2,
                read(both).stream()
                        .map(line -> ((FeedLine.Good) line).item().reference())
                        .distinct()
                        .count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<CdtDbtInd>DBIT</CdtDbtInd> | ''                       | It is neither a debit nor a credit.",
                "<Sts>BOOK</Sts>             | <Sts>INFO</Sts>          | Its status is neither BOOK nor PDNG.",
                "12.50                       | 12,50                    | Its amount is not a number.",
                "12.50                       | -12.50                   | Its amount is not a number.",
                "12.50                       | 0                        | Its amount is zero.",
                "EUR                         | XXX                      | There is no asset with the code 'XXX'.",
                "2026-02-0                   | 2026-02-4                | It has no booking or value date that can be read."
            })
    void saysWhyAnEntryIsBadAndGoesOn(String good, String bad, String reason) throws IOException {
        List<FeedLine> lines = read(document("02", ENTRY + ENTRY.replace(good, bad) + ENTRY));
        assertEquals(3, lines.size());
        assertEquals(new FeedLine.Bad(2, reason), lines.get(1));
        assertTrue(lines.get(2) instanceof FeedLine.Good good3 && good3.line() == 3);
    }

    @Test
    void whatStandsBeforeTheFaultIsRead() throws IOException {
        String whole = document("02", ENTRY + ENTRY);
        List<FeedLine> lines = read(whole.substring(0, whole.lastIndexOf("<ValDt>")));
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst() instanceof FeedLine.Good);
        assertEquals(new FeedLine.Bad(2, "The document is not well-formed from here on."), lines.getLast());
    }

    @Test
    void bytesThatAreNoTextAreAFaultOfTheDocument() throws IOException {
        byte[] file = document("02", ENTRY.replace("Alice", "Caf\u00e9")).getBytes(StandardCharsets.ISO_8859_1);
        List<FeedLine> lines = CsvFeedTest.all(new CamtFeed(new ByteArrayInputStream(file)));
        assertTrue(lines.getFirst() instanceof FeedLine.Bad, lines.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reference,date",
                "<Document/>",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.052.001.02\"><BkToCstmrStmt/></Document>",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrAcctRpt/></Document>",
                "<?xml version=\"1.0\" encoding=\"no-such\"?><Document/>"
            })
    void somethingElseIsRefused(String document) {
        assertThrows(FlorinException.class, () -> read(document));
    }

    @Test
    void noEntityIsEverRead(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "the secret");
        String attack = "<!DOCTYPE Document [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>";
        for (String name : List.of("&x;", "harmless")) {
            String document = document("02", ENTRY.replace("Alice", name).replace("card 1234", name))
                    .replace("?>", "?>" + attack);
            FlorinException refusal = assertThrows(FlorinException.class, () -> read(document));
            assertFalse(refusal.detail().contains("the secret"));
        }
    }

    @Test
    void entitiesCannotBlowUp() {
        String bomb = "<!DOCTYPE Document [<!ENTITY a \"" + "a".repeat(100) + "\"><!ENTITY b \"" + "&a;".repeat(100)
                + "\"><!ENTITY c \"" + "&b;".repeat(100) + "\">]>";
        assertThrows(
                FlorinException.class,
                () -> read(document("02", ENTRY.replace("Alice", "&c;")).replace("?>", "?>" + bomb)));
    }

    @Test
    void anEntityThatIsNotDeclaredIsAFault() throws IOException {
        List<FeedLine> lines = read(document("02", ENTRY.replace("Alice", "&x;")));
        assertEquals(List.of(new FeedLine.Bad(1, "The document is not well-formed from here on.")), lines);
    }
}
