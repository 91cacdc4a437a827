package dev.florin.wallet;

import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.TestTokens;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** This service, as a client sees it, with what clients do most. */
public final class Api extends dev.florin.common.test.Api {
    public Api(@Nullable String token) {
        super(token);
    }

    public static Api as(String user) {
        return new Api(TestTokens.user(user));
    }

    public static Api asAdmin() {
        return new Api(TestTokens.admin("root"));
    }

    public static Api asService() {
        return new Api(TestTokens.service("escrow-service"));
    }

    /** Opens a wallet in USD with this much in it. */
    public UUID wallet(String dollars) {
        return wallet("USD", dollars);
    }

    public UUID wallet(String currency, String amount) {
        ApiAnswer opened = post("/api/wallets", "{\"currency\":\"" + currency + "\"}");
        if (new BigDecimal(amount).signum() > 0) {
            post(
                            "/api/wallet/deposits",
                            UUID.randomUUID().toString(),
                            "{\"amount\":" + amount + ",\"currency\":\"" + currency + "\"}")
                    .expect(201);
        }
        return UUID.fromString(opened.json().get("wallet_id").textValue());
    }

    public ApiAnswer pay(String recipient, String dollars) {
        return pay(UUID.randomUUID().toString(), recipient, dollars);
    }

    public ApiAnswer pay(String key, String recipient, String dollars) {
        return post("/api/wallet/transfers", key, Some.payment(recipient, new BigDecimal(dollars)));
    }

    /** What can be spent in the wallet. */
    public BigDecimal available(UUID wallet) {
        return get("/api/wallets/" + wallet)
                .expect(200)
                .json()
                .get("available_balance")
                .decimalValue();
    }
}
