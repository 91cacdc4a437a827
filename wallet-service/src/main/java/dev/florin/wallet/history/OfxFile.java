package dev.florin.wallet.history;

import dev.florin.common.money.Money;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * OFX 2.2: XML, one {@code STMTTRNRS} per wallet, and {@code FITID} the id of the transfer, by which a program that
 * imports the same movement again knows it. The specification allows currencies of ISO 4217 only: other assets stand
 * under their own codes.
 */
final class OfxFile implements ExportFormat.File {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSS'[0:GMT]'").withZone(ZoneOffset.UTC);
    private static final int MAX_NAME_LENGTH = 32;
    private static final int MAX_MEMO_LENGTH = 255;
    private static final String OK = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>";

    private final Writer out;
    private final String start;
    private final String end;
    private int wallets;
    private String closing = "";

    OfxFile(Writer out, Period period, Instant now) throws IOException {
        this.out = out;
        this.start = time(period.from() == null ? Instant.EPOCH : period.from());
        this.end = time(period.until() == null || period.until().isAfter(now) ? now : period.until());
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
                + "<?OFX OFXHEADER=\"200\" VERSION=\"220\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\n"
                + "<OFX><SIGNONMSGSRSV1><SONRS>" + OK + element("DTSERVER", time(now)) + element("LANGUAGE", "ENG")
                + "</SONRS></SIGNONMSGSRSV1>\n<BANKMSGSRSV1>\n");
    }

    @Override
    public void beginWallet(Span span, Money balance) throws IOException {
        closing = "<LEDGERBAL>" + element("BALAMT", balance.major().toPlainString()) + element("DTASOF", end)
                + "</LEDGERBAL>";
        wallets++;
        out.write("<STMTTRNRS>" + element("TRNUID", String.valueOf(wallets)) + OK + "<STMTRS>"
                + element("CURDEF", span.asset().code())
                + "<BANKACCTFROM>" + element("BANKID", "FLORIN") + element("ACCTID", account(span.wallet()))
                + element("ACCTTYPE", "CHECKING") + "</BANKACCTFROM>\n<BANKTRANLIST>" + element("DTSTART", start)
                + element("DTEND", end) + "\n");
    }

    @Override
    public void add(TransactionView movement) throws IOException {
        String name = first(movement.counterparty(), movement.service(), movement.type());
        String memo = first(movement.description(), movement.reference(), "");
        out.write("<STMTTRN>" + element("TRNTYPE", movement.amount().signum() < 0 ? "DEBIT" : "CREDIT")
                + element("DTPOSTED", time(movement.createdAt()))
                + element("TRNAMT", movement.amount().toPlainString())
                + element("FITID", movement.id().toString())
                + element("NAME", cut(name, MAX_NAME_LENGTH))
                + (memo.isEmpty() ? "" : element("MEMO", cut(memo, MAX_MEMO_LENGTH)))
                + "</STMTTRN>\n");
    }

    @Override
    public void endWallet() throws IOException {
        out.write("</BANKTRANLIST>" + closing + "</STMTRS></STMTTRNRS>\n");
    }

    @Override
    public void end() throws IOException {
        out.write("</BANKMSGSRSV1></OFX>\n");
    }

    /** An account's id has at most 22 characters: exactly what a UUID takes in base 64. */
    private static String account(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String first(@Nullable String one, @Nullable String other, String otherwise) {
        if (one != null && !one.isBlank()) {
            return one;
        }
        return other == null || other.isBlank() ? otherwise : other;
    }

    private static String cut(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    private static String element(String name, String text) {
        StringBuilder element = new StringBuilder("<").append(name).append('>');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> element.append("&amp;");
                case '<' -> element.append("&lt;");
                case '>' -> element.append("&gt;");
                default -> element.appendCodePoint(isXml(c) ? c : '\uFFFD');
            }
        });
        return element.append("</").append(name).append('>').toString();
    }

    /** Most control characters cannot stand in XML, not even escaped. */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c > 0xFFFF;
    }
}
