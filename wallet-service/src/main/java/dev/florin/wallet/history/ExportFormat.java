package dev.florin.wallet.history;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;

/** A file format of exports. Each has a writer of its own for each file, which is fed movement by movement. */
enum ExportFormat {
    /** RFC 4180, with a header. */
    CSV("text/csv; charset=utf-8", "csv") {
        @Override
        File begin(Writer out, Period period, Instant now) throws IOException {
            return new CsvFile(out);
        }
    },
    /** OFX 2.2, one bank statement per wallet. */
    OFX("application/x-ofx", "ofx") {
        @Override
        File begin(Writer out, Period period, Instant now) throws IOException {
            return new OfxFile(out, period, now);
        }
    },
    /** An array of what the lists show. */
    JSON("application/json", "json") {
        @Override
        File begin(Writer out, Period period, Instant now) throws IOException {
            return new JsonFile(out);
        }
    };

    private final String mediaType;
    private final String extension;

    ExportFormat(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** A file that is being written: its wallets one after the other, the movements of each oldest first. */
    interface File {
        /** @param closing the balance after the last movement of the time, whether it is shown or not */
        void beginWallet(Span span, Money closing) throws IOException;

        void add(TransactionView movement) throws IOException;

        void endWallet() throws IOException;

        void end() throws IOException;
    }

    /** Begins a file. */
    abstract File begin(Writer out, Period period, Instant now) throws IOException;

    String mediaType() {
        return mediaType;
    }

    String extension() {
        return extension;
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    static ExportFormat of(String name) {
        for (ExportFormat format : values()) {
            if (format.extension.equals(name)) {
                return format;
            }
        }
        throw Required.invalid("format", "is csv, ofx or json");
    }
}
