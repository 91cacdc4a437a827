package dev.florin.wallet.history;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.florin.common.json.Json;
import dev.florin.common.money.Money;
import java.io.IOException;
import java.io.Writer;

/** One array. */
final class JsonFile implements ExportFormat.File {
    private final SequenceWriter out;

    JsonFile(Writer out) throws IOException {
        this.out = Json.mapper()
                .writerFor(TransactionView.class)
                .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .writeValuesAsArray(out);
    }

    @Override
    public void beginWallet(Span span, Money closing) {
        // The currency and the wallet stand in each movement.
    }

    @Override
    public void add(TransactionView movement) throws IOException {
        out.write(movement);
    }

    @Override
    public void endWallet() {
        // Nothing closes it.
    }

    @Override
    public void end() throws IOException {
        out.close();
    }
}
