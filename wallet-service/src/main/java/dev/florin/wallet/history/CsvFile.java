package dev.florin.wallet.history;

import dev.florin.common.json.Json;
import dev.florin.common.money.Money;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as RFC 4180 has them.
 *
 * <p>Text that others wrote must not become a formula in the reader's spreadsheet: where it begins like one, an
 * apostrophe goes before it. Amounts are ours and stay numbers.
 */
final class CsvFile implements ExportFormat.File {
    private static final List<String> HEADER = List.of(
            "id",
            "created_at",
            "type",
            "direction",
            "amount",
            "currency",
            "balance_after",
            "status",
            "counterparty",
            "description",
            "service",
            "message",
            "reference",
            "wallet_id");

    /** Also the full-width forms, which some spreadsheets take for the same. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final Writer out;

    CsvFile(Writer out) throws IOException {
        this.out = out;
        line(HEADER);
    }

    @Override
    public void beginWallet(Span span, Money closing) {
        // The currency and the wallet stand in each line.
    }

    @Override
    public void add(TransactionView movement) throws IOException {
        line(List.of(
                movement.id().toString(),
                Json.text(movement.createdAt()),
                text(movement.type()),
                movement.direction(),
                movement.amount().toPlainString(),
                movement.currency(),
                movement.balanceAfter().toPlainString(),
                movement.status(),
                text(movement.counterparty()),
                text(movement.description()),
                text(movement.service()),
                text(movement.message()),
                text(movement.reference()),
                movement.walletId().toString()));
    }

    @Override
    public void endWallet() {
        // Nothing closes it.
    }

    @Override
    public void end() {
        // Nor this.
    }

    private static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        // Blanks before it do not stop a spreadsheet.
        String bare = text.strip();
        return isFormula(text) || isFormula(bare) ? "'" + text : text;
    }

    private static boolean isFormula(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    }

    private void line(List<String> fields) throws IOException {
        out.write(fields.stream().map(CsvFile::field).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String field(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
