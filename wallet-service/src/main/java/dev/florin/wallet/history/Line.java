package dev.florin.wallet.history;

import java.util.UUID;

/** A movement, and its number in its wallet. */
record Line(long seq, TransactionView view) {
    UUID wallet() {
        return view.walletId();
    }
}
