package dev.florin.refund.source;

import dev.florin.common.api.wallet.LedgerRefunds;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The ledger, asked for what it gave back. */
public final class LedgerClient {
    private final ServiceClient wallet;

    LedgerClient(ServiceClient wallet) {
        this.wallet = wallet;
    }

    /**
     * What went back then or later, oldest first.
     *
     * @param cursor goes on where a page ended
     * @throws IOException if the ledger cannot be asked now
     */
    public LedgerRefunds refunds(Instant since, @Nullable String cursor, int limit) throws IOException {
        return wallet.get("/internal/ledger/refunds" + ServiceClient.part(since, cursor, limit), LedgerRefunds.class);
    }
}
