package dev.florin.wallet.event;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.money.Money;
import org.jspecify.annotations.Nullable;

/** The states of a payment that happens at once, as its parties are told of them. */
record TransferSteps(String transfer, String sender, String recipient, Money amount) {
    FlorinEvent initiated() {
        return update("initiated", 0, null);
    }

    FlorinEvent processing() {
        return update("processing", 50, null);
    }

    FlorinEvent completed() {
        return update("completed", 100, null);
    }

    /** @param code of the refusal */
    FlorinEvent failed(String code) {
        return update("failed", 100, code);
    }

    String topic() {
        return "transfer:" + transfer;
    }

    private FlorinEvent update(String status, int progress, @Nullable String failureCode) {
        return new FlorinEvent.TransferUpdate(
                transfer,
                status,
                progress,
                sender,
                recipient,
                amount.major(),
                amount.asset().code(),
                failureCode,
                null);
    }
}
