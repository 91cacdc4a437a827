package dev.florin.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Bank statements as large as banks make them: about ten lines an hour, in order. */
final class StatementFile {
    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
    private static final List<String> MERCHANTS = List.of(
            "Carrefour", "MEGA IMAGE 0231", "Lidl", "OMV Petrom", "Uber TRIP", "Enel", "Digi", "Cinema City", "Zara");

    private StatementFile() {}

    /** In the columns that Florin expects if it is told of no others. */
    static String csv(int lines) {
        Random random = new Random(lines);
        StringBuilder file = new StringBuilder("reference,date,amount,currency,merchant,description,status\n");
        for (int i = 0; i < lines; i++) {
            file.append(String.format(
                    Locale.ROOT,
                    "B-%07d,%s,-%s,RON,%s,card **** 1234 terminal %05d,booked%n",
                    i,
                    date(i, random),
                    amount(random),
                    merchant(random),
                    random.nextInt(99_999)));
        }
        return file.toString();
    }

    /** ISO 20022. */
    static String camt053(int entries) {
        Random random = new Random(entries);
        StringBuilder file = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">"
                        + "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id>\n");
        for (int i = 0; i < entries; i++) {
            file.append(String.format(
                    Locale.ROOT, """
                    <Ntry><Amt Ccy="RON">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                    <BookgDt><DtTm>%s</DtTm></BookgDt><AcctSvcrRef>B-%07d</AcctSvcrRef><NtryDtls><TxDtls>
                    <RltdPties><Cdtr><Pty><Nm>%s</Nm></Pty></Cdtr></RltdPties>
                    <RmtInf><Ustrd>card **** 1234 terminal %05d</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                    """, amount(random), date(i, random), i, merchant(random), random.nextInt(99_999)));
        }
        return file.append("</Stmt></BkToCstmrStmt></Document>\n").toString();
    }

    private static Instant date(int number, Random random) {
        return FIRST.plus(Duration.ofMinutes(number * 6L + random.nextInt(6)));
    }

    private static String amount(Random random) {
        return (1 + random.nextInt(500)) + "." + (10 + random.nextInt(90));
    }

    private static String merchant(Random random) {
        return MERCHANTS.get(random.nextInt(MERCHANTS.size()));
    }
}
