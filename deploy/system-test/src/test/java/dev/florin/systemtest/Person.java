package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.UUID;

/** A user with a token, who calls through one address. */
record Person(String id, String token, Rest rest) {
    static final String CURRENCY = "USD";

    /** The same person, through another address. */
    Person through(Rest other) {
        return new Person(id, token, other);
    }

    /** Opens a wallet. @return this */
    Person opened() {
        rest.ask("POST", "/api/wallets", token, Json.object().put("currency", CURRENCY), null)
                .expect(201);
        return this;
    }

    /** Takes money in. @return the deposit */
    JsonNode deposits(String amount) {
        return deposit(UUID.randomUUID().toString(), amount).expect(201).json();
    }

    Answer deposit(String key, String amount) {
        return rest.ask(
                "POST",
                "/api/wallet/deposits",
                token,
                Json.object()
                        .put("amount", new BigDecimal(amount))
                        .put("currency", CURRENCY)
                        .put("rail", "instant"),
                key);
    }

    /** Pays. @return the transfer */
    JsonNode pays(Person recipient, String amount) {
        Order order = Order.of(this, recipient, amount);
        return order.place().expect(201).json();
    }

    Answer attempt(Order order) throws IOException {
        return rest.call("POST", "/api/wallet/transfers", token, order.body(), order.key());
    }
}
