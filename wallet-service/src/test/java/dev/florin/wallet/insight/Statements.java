package dev.florin.wallet.insight;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes bank statements as large as banks make them. */
final class Statements {
    private static final List<String> MERCHANTS = List.of(
            "Carrefour Băneasa",
            "MEGA IMAGE 0231",
            "McDonald's #1234",
            "Lidl",
            "OMV Petrom",
            "Uber *TRIP",
            "Enel Energie",
            "Digi Romania",
            "Farmacia Tei",
            "Cinema City",
            "eMAG.ro",
            "Chirie \"Popescu\"; Ion",
            "Regina Maria",
            "Glovo",
            "Zara");

    private Statements() {}

    /** @param bad which of its records, from 0, have an amount that is none; each takes two lines */
    static Path csv(Path folder, String name, int lines, Set<Integer> bad) {
        return write(folder.resolve(name), out -> {
            Random random = new Random(7);
            out.write("\ufeffreference;date;amount;currency;merchant;description;status\r\n");
            for (int i = 0; i < lines; i++) {
                out.write("%s-%07d;%s;%s;RON;\"%s\";\"card **** 1234\nterminal %05d\";%s\r\n"
                        .formatted(
                                name,
                                i,
                                date(i, random),
                                bad.contains(i)
                                        ? "much"
                                        : "-" + (1 + random.nextInt(500)) + "." + (10 + random.nextInt(90)),
                                merchant(random).replace("\"", "\"\""),
                                random.nextInt(100_000),
                                i % 50 == 0 ? "pending" : "booked"));
            }
        });
    }

    /** @param bad which of its entries, from 0, have an amount that is none */
    static Path camt(Path folder, String name, int entries, Set<Integer> bad) {
        return write(folder.resolve(name), out -> {
            Random random = new Random(8);
            out.write(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">"
                            + "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id>\n");
            for (int i = 0; i < entries; i++) {
                out.write("""
                        <Ntry><NtryRef>%d</NtryRef><Amt Ccy="RON">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                        <BookgDt><DtTm>%s</DtTm></BookgDt><AcctSvcrRef>%s-%07d</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd>
                        <NtryDtls><TxDtls><RltdPties><Cdtr><Pty><Nm>%s</Nm></Pty></Cdtr></RltdPties>
                        <RmtInf><Ustrd>card **** 1234 terminal %05d</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                        """.formatted(
                                i,
                                bad.contains(i) ? "much" : 1 + random.nextInt(500) + "." + (10 + random.nextInt(90)),
                                i % 20 == 0 ? "CRDT" : "DBIT",
                                date(i, random),
                                name,
                                i,
                                merchant(random),
                                random.nextInt(100_000)));
            }
            out.write("</Stmt></BkToCstmrStmt></Document>\n");
        });
    }

    private static String merchant(Random random) {
        return MERCHANTS.get(random.nextInt(MERCHANTS.size()));
    }

    private static Instant date(int number, Random random) {
        // In order, as banks write them; about ten an hour.
        return Instant.parse("2025-01-01T00:00:00Z").plus(number * 6L + random.nextInt(60), ChronoUnit.MINUTES);
    }

    @FunctionalInterface
    private interface Content {
        void to(Writer out) throws IOException;
    }

    private static Path write(Path file, Content content) {
        try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
            content.to(out);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
