package dev.florin.wallet.insight;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Bank statements. */
@Path("/api/bt-pay/import")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class ImportResource {
    private final ImportService imports;

    ImportResource(ImportService imports) {
        this.imports = imports;
    }

    /** How the CSV of a bank looks; camt.053 has one look only. Without any of it, as Florin writes it itself. */
    public static class Csv {
        /** Header of the column with the bank's own reference. */
        @QueryParam("column_reference")
        public @Nullable String reference;

        /** Header of the column with the date. */
        @QueryParam("column_date")
        public @Nullable String date;

        /** Header of the column with the amount in major units; below zero is money that went out. */
        @QueryParam("column_amount")
        public @Nullable String amount;

        /** Header of the column with the currency. */
        @QueryParam("column_currency")
        public @Nullable String currencyColumn;

        /** Header of the column with who was paid, or paid. */
        @QueryParam("column_merchant")
        public @Nullable String merchant;

        /** Header of the column with the bank's text. */
        @QueryParam("column_description")
        public @Nullable String description;

        /** Header of the column with {@code booked} or {@code pending}. */
        @QueryParam("column_status")
        public @Nullable String status;

        /** {@code comma}, {@code semicolon} or {@code tab}; found out if absent. */
        @QueryParam("separator")
        public @Nullable String separator;

        /** {@code point} (if absent) or {@code comma}. */
        @QueryParam("decimal")
        public @Nullable String decimal;

        /** Such as {@code dd.MM.uuuu}; ISO 8601 if absent. */
        @QueryParam("date_format")
        public @Nullable String dateFormat;

        /** Of the lines that do not say it. */
        @QueryParam("currency")
        public @Nullable String currency;

        /** {@code utf-8} (if absent) or {@code iso-8859-1}. */
        @QueryParam("charset")
        public @Nullable String charset;

        CsvLayout layout() {
            Map<CsvLayout.Column, String> columns = new EnumMap<>(CsvLayout.Column.class);
            put(columns, CsvLayout.Column.REFERENCE, reference);
            put(columns, CsvLayout.Column.DATE, date);
            put(columns, CsvLayout.Column.AMOUNT, amount);
            put(columns, CsvLayout.Column.CURRENCY, currencyColumn);
            put(columns, CsvLayout.Column.MERCHANT, merchant);
            put(columns, CsvLayout.Column.DESCRIPTION, description);
            put(columns, CsvLayout.Column.STATUS, status);
            return CsvLayout.of(columns, separator, decimal, dateFormat, currency, charset);
        }

        private static void put(
                Map<CsvLayout.Column, String> columns, CsvLayout.Column column, @Nullable String header) {
            if (header != null) {
                columns.put(column, header);
            }
        }
    }

    /**
     * Takes a bank statement in: 200 with what became of its lines. A line is known by the bank's reference: the same
     * file again adds nothing. The body is the file itself, of at most 64 MiB. Every line that cannot be taken in is in
     * {@code rejected_lines}, of the answer as of the refusal.
     *
     * @param format {@code csv} or {@code camt053}
     * @param mode of bad lines: {@code skip} leaves them out; {@code all_or_nothing} answers 422 {@code import-refused}
     */
    @POST
    @Operation(summary = "Import a bank statement as CSV or camt.053; a repeat adds nothing")
    @Consumes(MediaType.WILDCARD)
    public ImportView take(
            @QueryParam("format") @Nullable String format,
            @QueryParam("mode") @DefaultValue("skip") String mode,
            @BeanParam Csv csv,
            @Nullable InputStream body,
            @Context SecurityContext caller) {
        Required.field("format", format);
        Required.field("body", body);
        String user = caller.getUserPrincipal().getName();
        ImportService.Format reading = reading(String.valueOf(format), csv);
        InputStream file = body == null ? InputStream.nullInputStream() : body;
        return switch (mode) {
            case "skip" -> imports.skipBadLines(user, reading, file);
            case "all_or_nothing" -> imports.allOrNothing(user, reading, file);
            default -> throw Required.invalid("mode", "is skip or all_or_nothing");
        };
    }

    private static ImportService.Format reading(String format, Csv csv) {
        CsvLayout layout = csv.layout();
        return switch (format) {
            case "csv" -> in -> new CsvFeed(in, layout);
            case "camt053" -> CamtFeed::new;
            default -> throw Required.invalid("format", "is csv or camt053");
        };
    }
}
