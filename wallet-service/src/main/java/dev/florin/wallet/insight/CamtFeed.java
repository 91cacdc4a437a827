package dev.florin.wallet.insight;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a bank statement in ISO 20022 camt.053 (versions 001.02 to 001.13), one entry at a time. An entry that sums
 * several transactions up is one movement: the bank has booked it so.
 *
 * <p>Documents come from anybody: a document type declaration, and with it every entity that could be declared or
 * fetched, ends the reading.
 */
final class CamtFeed implements FeedReader {
    private static final Pattern NAMESPACE =
            Pattern.compile("urn:iso:std:iso:20022:tech:xsd:camt\\.053\\.001\\.\\d{2}");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,40}(\\.\\d{1,20})?");
    private static final Pattern DAY_WITH_OFFSET = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(Z|[+-]\\d{2}:\\d{2})");
    private static final int DAY = "2026-01-31".length();
    private static final int MAX_TEXT = 4_000;
    private static final String AMOUNT_OF_ENTRY = "Amt";
    private static final String CURRENCY = "Amt@Ccy";
    private static final String DETAILS = "NtryDtls/TxDtls/";

    private static final int MAX_NAME = 100;

    private final XMLStreamReader xml;
    /** Of the statement at which the reader stands: its id, and the account, as far as they have come. */
    private String statement = "";

    private String account = "";
    private boolean isInStatement;
    private boolean isInOther;
    private int entries;
    private boolean ended;

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} if it is something else */
    CamtFeed(InputStream in) throws IOException {
        try {
            this.xml = factory().createXMLStreamReader(in);
            if (!toNext("Document")
                    || !NAMESPACE.matcher(String.valueOf(xml.getNamespaceURI())).matches()) {
                throw noStatement();
            }
            if (!toNext("BkToCstmrStmt")) {
                throw noStatement();
            }
        } catch (XMLStreamException e) {
            throw broken(e).orElseThrow(CamtFeed::noStatement);
        }
    }

    @Override
    public Optional<FeedLine> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        try {
            while (xml.hasNext()) {
                if (isForbidden(xml.next())) {
                    throw new XMLStreamException("document type declaration");
                }
                if (xml.isStartElement()) {
                    if (xml.getLocalName().equals("Ntry")) {
                        Map<String, String> texts = texts();
                        return Optional.of(line(++entries, texts));
                    }
                    readHead(xml.getLocalName());
                }
            }
            ended = true;
            return Optional.empty();
        } catch (XMLStreamException e) {
            Optional<IOException> broken = broken(e);
            if (broken.isPresent()) {
                throw broken.get();
            }
            // What stands before the fault is good: whether it counts is up to the mode of the import.
            ended = true;
            return Optional.of(new FeedLine.Bad(entries + 1, "The document is not well-formed from here on."));
        }
    }

    /** What comes before the entries of a statement, in the order that the standard gives it. */
    private void readHead(String element) throws XMLStreamException {
        switch (element) {
            case "Stmt" -> {
                isInStatement = true;
                isInOther = false;
                statement = "";
                account = "";
            }
            case "Othr" -> isInOther = true;
            case "IBAN" -> account = account.isEmpty() ? name() : account;
            case "Id" -> {
                if (isInStatement && statement.isEmpty()) {
                    statement = name();
                } else if (isInOther && account.isEmpty()) {
                    account = name();
                }
            }
            default -> {}
        }
    }

    /** The text of the element at which the reader stands, up to whatever comes next. */
    private String name() throws XMLStreamException {
        StringBuilder name = new StringBuilder();
        while (xml.hasNext()) {
            if (isForbidden(xml.next())) {
                throw new XMLStreamException("entity");
            }
            if (!xml.isCharacters()) {
                break;
            }
            if (name.length() < MAX_NAME) {
                name.append(xml.getText());
            }
        }
        return Merchant.cut(name.toString().strip(), MAX_NAME);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("external entity");
        });
        return factory;
    }

    private boolean toNext(String element) throws XMLStreamException {
        while (xml.hasNext()) {
            if (isForbidden(xml.next())) {
                return false;
            }
            if (xml.isStartElement()) {
                return xml.getLocalName().equals(element);
            }
        }
        return false;
    }

    private static boolean isForbidden(int event) {
        return event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE;
    }

    /** The first text of each element of the entry at which the reader stands, by its path; all of {@code Ustrd}. */
    private Map<String, String> texts() throws XMLStreamException {
        Map<String, String> texts = new HashMap<>();
        StringBuilder text = new StringBuilder();
        CamtElement at = CamtElement.ENTRY;
        int passedBy = 0;
        while (true) {
            int event = xml.next();
            if (isForbidden(event)) {
                throw new XMLStreamException("entity");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                CamtElement child = passedBy == 0 ? at.child(xml.getLocalName()) : null;
                if (child == null) {
                    passedBy++;
                } else {
                    at = child;
                    keepCurrency(texts, at);
                }
                text.setLength(0);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                if (passedBy > 0) {
                    passedBy--;
                } else if (at == CamtElement.ENTRY) {
                    return texts;
                } else {
                    keep(texts, at.path(), text.toString().strip());
                    at = at.parent();
                }
                text.setLength(0);
            } else if (xml.isCharacters() && passedBy == 0 && text.length() < MAX_TEXT) {
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            }
        }
    }

    private void keepCurrency(Map<String, String> texts, CamtElement element) {
        String currency = element.path().equals(AMOUNT_OF_ENTRY) ? xml.getAttributeValue(null, "Ccy") : null;
        if (currency != null) {
            texts.putIfAbsent(CURRENCY, currency);
        }
    }

    private static void keep(Map<String, String> texts, String path, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (path.endsWith("/Ustrd")) {
            texts.merge(path, text, (all, more) -> all.length() < MAX_TEXT ? all + " " + more : all);
        } else {
            texts.putIfAbsent(path, text);
        }
    }

    private FeedLine line(int number, Map<String, String> texts) {
        try {
            return new FeedLine.Good(number, item(texts));
        } catch (FlorinException e) {
            return new FeedLine.Bad(number, e.detail());
        }
    }

    private FeedItem item(Map<String, String> texts) {
        boolean isDebit = switch (first(texts, "CdtDbtInd")) {
            case "DBIT" -> true;
            case "CRDT" -> false;
            default -> throw FeedItem.bad("It is neither a debit nor a credit.");
        };
        String party = DETAILS + "RltdPties/" + (isDebit ? "Cdtr" : "Dbtr");
        String description = first(texts, DETAILS + "RmtInf/Ustrd", "AddtlNtryInf", DETAILS + "AddtlTxInf");
        return new FeedItem(
                reference(texts),
                date(texts),
                amount(texts, isDebit),
                Merchant.of(first(texts, party + "/Nm", party + "/Pty/Nm"), description),
                description,
                status(first(texts, "Sts", "Sts/Cd")));
    }

    /** The servicer's reference is its own for ever; NtryRef need only be unique within one statement. */
    private String reference(Map<String, String> texts) {
        String ofServicer = first(texts, "AcctSvcrRef", DETAILS + "Refs/AcctSvcrRef");
        String ofEntry = first(texts, "NtryRef");
        if (!ofServicer.isEmpty() || ofEntry.isEmpty()) {
            return ofServicer;
        }
        return Ids.derived("camt.053", account, statement, ofEntry).toString();
    }

    private static Money amount(Map<String, String> texts, boolean isDebit) {
        String text = first(texts, AMOUNT_OF_ENTRY);
        if (!AMOUNT.matcher(text).matches()) {
            throw FeedItem.bad("Its amount is not a number.");
        }
        Money amount = Money.of(new BigDecimal(text), Asset.of(first(texts, CURRENCY)));
        return isDebit ? amount.negate() : amount;
    }

    private static FeedItem.Status status(String code) {
        return switch (code) {
            case "BOOK" -> FeedItem.Status.BOOKED;
            case "PDNG" -> FeedItem.Status.PENDING;
            default -> throw FeedItem.bad("Its status is neither BOOK nor PDNG.");
        };
    }

    /** Without an offset, in UTC. */
    private static Instant date(Map<String, String> texts) {
        String text = first(texts, "BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt");
        try {
            if (text.length() == DAY || DAY_WITH_OFFSET.matcher(text).matches()) {
                return LocalDate.parse(text.substring(0, DAY))
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            }
            // ISO 20022 lets a bank leave its offset out; then nobody can know it, and it counts as UTC.
            boolean isLocal = text.indexOf('Z') < 0 && text.indexOf('+') < 0 && text.lastIndexOf('-') < DAY;
            return isLocal
                    ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw FeedItem.bad("It has no booking or value date that can be read.");
        }
    }

    private static String first(Map<String, String> texts, String... paths) {
        for (String path : paths) {
            String text = texts.get(path);
            if (text != null) {
                return text;
            }
        }
        return "";
    }

    /** The upload's own end, as opposed to a fault in the document. */
    private static Optional<IOException> broken(XMLStreamException e) {
        return e.getNestedException() instanceof IOException io
                        && !(io instanceof CharConversionException)
                        && !(io instanceof UnsupportedEncodingException)
                ? Optional.of(io)
                : Optional.empty();
    }

    private static FlorinException noStatement() {
        return FeedItem.bad("The file is not a camt.053 document.");
    }
}
