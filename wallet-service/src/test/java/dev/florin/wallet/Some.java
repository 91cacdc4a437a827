package dev.florin.wallet;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.Hold;
import dev.florin.wallet.ledger.Limits;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Spending;
import dev.florin.wallet.ledger.Transfer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Examples of what a ledger deals with. */
public final class Some {
    public static final Asset USD = Asset.of("USD");
    public static final Asset EUR = Asset.of("EUR");
    public static final Instant INSTANT = Instant.parse("2026-01-31T09:30:00.120Z");
    public static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static final AtomicInteger USERS = new AtomicInteger();

    private Some() {}

    /** A user whom no other test knows. */
    public static String user(String name) {
        return name + "-" + USERS.incrementAndGet();
    }

    /** Always the same id for the same number. */
    public static UUID id(int number) {
        return new UUID(0x019c133700007000L, 0x8000000000000000L + number);
    }

    public static Account wallet(UUID id, long posted) {
        return account(id, USD, Account.Kind.WALLET, BigInteger.valueOf(posted), 0, false);
    }

    public static Account frozen(Account account) {
        return account(account.id(), account.asset(), account.kind(), account.posted(), 0, true);
    }

    public static Account account(
            UUID id, Asset asset, Account.Kind kind, BigInteger posted, long held, boolean frozen) {
        return new Account(
                id,
                "owner-of-" + id,
                asset,
                kind,
                posted,
                BigInteger.valueOf(held),
                BigInteger.ZERO,
                7,
                9,
                frozen,
                "basic",
                Limits.NONE,
                Spending.NOTHING,
                INSTANT);
    }

    public static Money usd(long cents) {
        return Money.ofMinor(cents, USD);
    }

    public static Transfer.Order order(UUID id, UUID debit, UUID credit, Money amount) {
        return Transfer.Order.of(id, debit, credit, amount, "test", null, null);
    }

    public static Command transfer(UUID debit, UUID credit, long cents) {
        return Command.of(new Operation.Post(order(Ids.fresh(), debit, credit, usd(cents))), null);
    }

    public static Hold.Order hold(UUID id, UUID account, long cents, @Nullable Instant expiresAt) {
        return Hold.Order.of(id, account, usd(cents), "test", expiresAt);
    }

    /** Body of a purchase. */
    public static String purchase(String amount, String more) {
        return """
                {"type": "sms_purchase", "amount": %s, "currency": "USD", "service": "WhatsApp",
                 "description": "WhatsApp verification"%s}""".formatted(amount, more);
    }

    /** Body of a withdrawal. */
    public static String withdrawal(String amount, String rail) {
        return """
                {"amount": %s, "currency": "USD", "rail": "%s", "destination": "0x7"}""".formatted(amount, rail);
    }

    /** Body of a payment. */
    public static String payment(String recipient, BigDecimal amount) {
        return """
                {"recipient_id": "%s", "amount": %s, "currency": "USD"}""".formatted(recipient, amount.toPlainString());
    }
}
