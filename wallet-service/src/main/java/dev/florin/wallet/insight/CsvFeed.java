package dev.florin.wallet.insight;

import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a bank statement in CSV: a header, and then one movement a record. */
final class CsvFeed implements FeedReader {
    private final CsvLayout layout;
    private final CsvParser parser;
    private final Map<CsvLayout.Column, Integer> places = new EnumMap<>(CsvLayout.Column.class);
    private final int width;

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} if a column is missing that every line needs */
    CsvFeed(InputStream in, CsvLayout layout) throws IOException {
        this.layout = layout;
        this.parser = new CsvParser(new InputStreamReader(in, layout.charset()), layout.separator());
        List<String> headers =
                parser
                        .next()
                        .map(CsvParser.Fields::values)
                        .orElseThrow(() -> FeedItem.bad("The file is empty."))
                        .stream()
                        .map(header -> header.strip().toLowerCase(Locale.ROOT))
                        .toList();
        this.width = headers.size();
        for (CsvLayout.Column column : CsvLayout.Column.values()) {
            int place = headers.indexOf(layout.header(column).strip().toLowerCase(Locale.ROOT));
            if (place >= 0) {
                places.put(column, place);
            } else if (isNeeded(column)) {
                throw Required.invalid(
                        "column_" + column.wireName(),
                        "names no column of the file: '" + Merchant.cut(layout.header(column), 40) + "'");
            }
        }
    }

    @Override
    public Optional<FeedLine> next() throws IOException {
        Optional<CsvParser.Fields> record = parser.next();
        while (record.isPresent() && record.get().isBlank()) {
            record = parser.next();
        }
        return record.map(this::line);
    }

    /** A column that the request names has to be there, and so have those without which there is no movement. */
    private boolean isNeeded(CsvLayout.Column column) {
        return layout.columns().containsKey(column)
                || switch (column) {
                    case REFERENCE, DATE, AMOUNT -> true;
                    case CURRENCY -> layout.currency() == null;
                    case MERCHANT, DESCRIPTION, STATUS -> false;
                };
    }

    private FeedLine line(CsvParser.Fields fields) {
        if (fields.fault() != null) {
            return new FeedLine.Bad(fields.line(), fields.fault());
        }
        if (fields.values().size() != width) {
            return new FeedLine.Bad(
                    fields.line(), "It has " + fields.values().size() + " fields, the header has " + width + ".");
        }
        try {
            return new FeedLine.Good(fields.line(), item(fields.values()));
        } catch (FlorinException e) {
            return new FeedLine.Bad(fields.line(), e.detail());
        }
    }

    private FeedItem item(List<String> values) {
        String currency = value(values, CsvLayout.Column.CURRENCY).strip();
        Asset asset = currency.isEmpty() && layout.currency() != null ? layout.currency() : Asset.of(currency);
        String description = value(values, CsvLayout.Column.DESCRIPTION);
        return new FeedItem(
                value(values, CsvLayout.Column.REFERENCE),
                layout.date(value(values, CsvLayout.Column.DATE)),
                layout.amount(value(values, CsvLayout.Column.AMOUNT), asset),
                Merchant.of(value(values, CsvLayout.Column.MERCHANT), description),
                description,
                status(value(values, CsvLayout.Column.STATUS)));
    }

    private String value(List<String> values, CsvLayout.Column column) {
        Integer place = places.get(column);
        return place == null ? "" : values.get(place);
    }

    private static FeedItem.Status status(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "booked", "book", "completed", "posted" -> FeedItem.Status.BOOKED;
            case "pending", "pdng" -> FeedItem.Status.PENDING;
            default -> throw FeedItem.bad("Its status is neither booked nor pending.");
        };
    }
}
