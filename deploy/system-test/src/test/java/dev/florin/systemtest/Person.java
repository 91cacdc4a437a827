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
        return opened(CURRENCY);
    }

    Person opened(String currency) {
        rest.ask("POST", "/api/wallets", token, Json.object().put("currency", currency), null)
                .expect(201);
        return this;
    }

    /** What is available in the first wallet, with all its decimals. */
    String balance() {
        return rest.get("/api/wallets", token)
                .expect(200)
                .json()
                .path("wallets")
                .path(0)
                .path("available_balance")
                .decimalValue()
                .toPlainString();
    }

    /** Takes money in. @return the deposit */
    JsonNode deposits(String amount) {
        return deposit(UUID.randomUUID().toString(), amount).expect(201).json();
    }

    Answer deposit(String key, String amount) {
        return deposit(key, amount, CURRENCY);
    }

    Answer deposit(String key, String amount, String currency) {
        return rest.ask(
                "POST",
                "/api/wallet/deposits",
                token,
                Json.object()
                        .put("amount", new BigDecimal(amount))
                        .put("currency", currency)
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
