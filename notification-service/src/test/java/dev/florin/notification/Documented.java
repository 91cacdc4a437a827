package dev.florin.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.AsyncApi;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds what a client hears against the AsyncAPI document, whatever its test is about. It is heard on a thread of the
 * client's, so what is wrong is kept until the test comes by.
 */
final class Documented {
    /** What the fallbacks speak, too. */
    static final String NOTIFICATIONS = "notifications";

    private final Optional<String> channel;
    private final AtomicReference<Optional<AssertionError>> fault = new AtomicReference<>(Optional.empty());

    /** @param channel empty for an address that only tests have */
    Documented(Optional<String> channel) {
        this.channel = channel;
    }

    static Documented fallback() {
        return new Documented(Optional.of(NOTIFICATIONS));
    }

    void heard(JsonNode message) {
        try {
            channel.ifPresent(name -> AsyncApi.ofThisService().check(name, AsyncApi.Action.SEND, message));
        } catch (AssertionError e) {
            fault.set(Optional.of(e));
        }
    }

    /** @throws AssertionError once, if anything was heard that is not documented */
    void check() {
        fault.getAndSet(Optional.empty()).ifPresent(undocumented -> {
            throw undocumented;
        });
    }
}
