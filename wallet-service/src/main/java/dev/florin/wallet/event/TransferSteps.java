package dev.florin.wallet.event;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.FlorinEvent.TransferUpdate;
import dev.florin.common.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a payment, as its parties are told of it. One that happened at once tells with it what came before. */
record TransferSteps(String transfer, String sender, String recipient, Money amount) {
    private static final List<TransferUpdate.Step> AT_ONCE =
            List.of(new TransferUpdate.Step("initiated", 0), new TransferUpdate.Step("processing", 50));

    FlorinEvent completedAtOnce() {
        return end("completed", null, AT_ONCE);
    }

    /** Of what was told before is told no more. */
    FlorinEvent completed() {
        return end("completed", null, null);
    }

    /** @param code of the refusal, for whom it concerns */
    FlorinEvent failedAtOnce(@Nullable String code) {
        return end("failed", code, AT_ONCE);
    }

    String topic() {
        return "transfer:" + transfer;
    }

    private FlorinEvent end(String status, @Nullable String failureCode, @Nullable List<TransferUpdate.Step> steps) {
        return new TransferUpdate(
                transfer,
                status,
                100,
                sender,
                recipient,
                amount.major(),
                amount.asset().code(),
                failureCode,
                null,
                steps);
    }
}
