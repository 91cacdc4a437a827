package dev.florin.common;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.event.AccountEvent;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.event.RefundEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One good example of everything that is on the wire. */
public final class Some {
    public static final Instant INSTANT = Instant.parse("2026-01-31T09:30:00.120Z");
    public static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static final String ID = "019c1337-0000-7000-8000-000000000001";

    private Some() {}

    public static UUID id(int number) {
        return new UUID(0x019c133700007000L, 0x8000000000000000L + number);
    }

    public static EventEnvelope envelope(FlorinEvent event) {
        return EventEnvelope.of(
                ID, "/wallet-service", INSTANT, event, List.of("alice", "bob"), "transfer:" + ID, TRACEPARENT);
    }

    public static FlorinEvent balanceUpdate() {
        return new FlorinEvent.BalanceUpdate(
                id(7).toString(),
                new BigDecimal("87.50"),
                new BigDecimal("87.50"),
                new BigDecimal("100.00"),
                "USD",
                3,
                new FlorinEvent.Transaction(ID, "p2p_send", new BigDecimal("-12.50"), "USD", INSTANT));
    }

    public static FlorinEvent creditAdded() {
        return new FlorinEvent.CreditAdded(
                "Credits Added",
                "You received 12.50 USD from alice. New balance: 112.50 USD.",
                "/wallet",
                "add_circle",
                new BigDecimal("12.50"),
                "USD",
                new BigDecimal("112.50"),
                ID,
                "p2p_receive");
    }

    public static FlorinEvent creditDeducted() {
        return new FlorinEvent.CreditDeducted(
                "Credits Used",
                "12.50 USD deducted for a payment to bob. New balance: 87.50 USD.",
                "/wallet",
                "credit_card",
                new BigDecimal("12.50"),
                "USD",
                new BigDecimal("87.50"),
                ID,
                "p2p_send");
    }

    public static FlorinEvent transactionNotification() {
        return new FlorinEvent.TransactionNotification(
                ID,
                "deposit",
                new BigDecimal("99999999999999999999.999999999999999999"),
                "ETH",
                FlorinEvent.Direction.INCOMING,
                "You received it by deposit",
                null,
                new BigDecimal("99999999999999999999.999999999999999999"),
                INSTANT);
    }

    public static FlorinEvent paymentReceived() {
        return new FlorinEvent.PaymentReceived(
                ID, "alice", "bob", new BigDecimal("12.50"), "USD", "Zażółć \"gęślą\"\n🎉");
    }

    public static FlorinEvent transferUpdate() {
        return new FlorinEvent.TransferUpdate(
                ID,
                "completed",
                100,
                "alice",
                "bob",
                new BigDecimal("0.0000000001"),
                "DOT",
                null,
                null,
                List.of(
                        new FlorinEvent.TransferUpdate.Step("initiated", 0),
                        new FlorinEvent.TransferUpdate.Step("processing", 50)));
    }

    public static FlorinEvent securityAlert() {
        return new FlorinEvent.SecurityAlert("critical", "A new device signed in.", "review_devices");
    }

    public static FlorinEvent systemAlert() {
        return new FlorinEvent.SystemAlert("Maintenance at noon.", "info");
    }

    /** One event of each type. */
    public static List<FlorinEvent> events() {
        BigDecimal dots = new BigDecimal("1.5000000000");
        String wallet = id(7).toString();
        return List.of(
                balanceUpdate(),
                new FlorinEvent.FiguresChanged("import"),
                creditAdded(),
                creditDeducted(),
                transactionNotification(),
                paymentReceived(),
                transferUpdate(),
                new RailEvent.TransactionPending(ID, "withdrawal", dots, "DOT", "chain", null),
                new RailEvent.TransactionConfirmed(ID, "withdrawal", dots, "DOT", "chain", "0xabc"),
                new RailEvent.TransactionFinalized(ID, "deposit", dots, "DOT", "chain", "0xabc"),
                new RailEvent.TransactionFailed(
                        ID, "withdrawal", dots, "DOT", "chain", "0xabc", "rejected by the network"),
                new RailEvent.DepositReceived(
                        ID, wallet, new BigDecimal("100.00"), "USD", "instant", new BigDecimal("150.00"), null),
                new RailEvent.WithdrawalProcessed(
                        ID, wallet, new BigDecimal("40.00"), "USD", "chain", new BigDecimal("110.00"), "0xabc"),
                new PurchaseEvent.PaymentCompleted(
                        ID, new BigDecimal("0.50"), "USD", "WhatsApp", "WhatsApp verification (US)"),
                new PurchaseEvent.PaymentFailed(
                        ID,
                        new BigDecimal("0.50"),
                        "USD",
                        "WhatsApp",
                        "WhatsApp verification (US)",
                        "purchase_timeout"),
                new AlertEvent.LimitExceeded(
                        wallet,
                        "daily",
                        new BigDecimal("20.00"),
                        new BigDecimal("100.00"),
                        new BigDecimal("90.00"),
                        "USD",
                        "20.00 USD is more than the 10.00 USD that are left of your daily limit."),
                new AlertEvent.LargeDeduction(
                        ID,
                        "alice",
                        wallet,
                        ID,
                        new BigDecimal("51.00"),
                        new BigDecimal("50.00"),
                        "USD",
                        "51.00 USD left the wallet at once."),
                new AlertEvent.RapidTransactions(
                        ID, "alice", wallet, ID, 11, 300, "USD", "11 movements within 5 minutes."),
                new AlertEvent.NegativeBalance(
                        ID, "alice", wallet, ID, new BigDecimal("-1.00"), "USD", "The balance is -1.00 USD."),
                new RefundEvent.InstantRefund(
                        ID,
                        "Instant Refund Processed",
                        "0.50 USD refunded for WhatsApp verification (purchase_timeout). New balance: 10.00 USD.",
                        "/wallet",
                        "money_back",
                        new BigDecimal("0.50"),
                        "USD",
                        "purchase_timeout",
                        "purchase",
                        wallet,
                        new BigDecimal("10.00")),
                new RefundEvent.RefundFailed(
                        ID,
                        "alice",
                        new BigDecimal("0.50"),
                        "USD",
                        "purchase_timeout",
                        "purchase",
                        wallet,
                        12,
                        "wallet-frozen"),
                new ChatEvent.ChatMessage(
                        id(9), "direct", 4, id(1), "m-4", "alice", "1 &lt; 2", "1 < 2", INSTANT, null),
                new EscrowEvent.EscrowUpdate(
                        ID,
                        "released",
                        "PARTIALLY_RELEASED",
                        "alice",
                        "bob",
                        new BigDecimal("100.00"),
                        new BigDecimal("60.00"),
                        new BigDecimal("39.00"),
                        new BigDecimal("0.00"),
                        new BigDecimal("1.00"),
                        "USD",
                        "alice",
                        "design",
                        null),
                new EscrowEvent.PaymentStatus(
                        ID,
                        "captured",
                        new BigDecimal("100.00"),
                        "USD",
                        "order_9A33XWu170gUtm",
                        "pay_29QQoUBi66xm2f",
                        null),
                new EscrowEvent.StatusChange(ID, "HELD", "RELEASED", "system", "inspection period over"),
                new EscrowEvent.ConfirmationAdded(ID, "bob", "seller", "HELD"),
                new EscrowEvent.DisputeRaised(
                        ID, id(5).toString(), "alice", "It never arrived.", new BigDecimal("100.00"), "USD"),
                new EscrowEvent.DisputeResolved(
                        ID,
                        id(5).toString(),
                        "split",
                        new BigDecimal("49.50"),
                        new BigDecimal("50.00"),
                        new BigDecimal("0.50"),
                        "USD",
                        "Half of it arrived.",
                        "RELEASED"),
                new RedPacketEvent.RedPacketCreated(
                        ID,
                        "alice",
                        new BigInteger("100000000000"),
                        10,
                        "random",
                        "DOT",
                        "Happy new year!",
                        INSTANT.plusSeconds(86_400)),
                new RedPacketEvent.RedPacketClaimed(ID, "alice", "bob", new BigInteger("10000000000"), 4, "DOT"),
                new RedPacketEvent.RedPacketCompleted(ID, "alice", new BigInteger("100000000000"), 10, "DOT"),
                new RedPacketEvent.RedPacketExpired(
                        ID,
                        "alice",
                        new BigInteger("100000000000"),
                        new BigInteger("30000000000"),
                        new BigInteger("70000000000"),
                        7,
                        "DOT"),
                new RedPacketEvent.RedPacketCancelled(
                        ID, "alice", BigInteger.valueOf(1000), BigInteger.ZERO, BigInteger.valueOf(1000), 10, "USD"),
                new AccountEvent.KycStatus("rejected", "basic", "Your document could not be read.", "unreadable"),
                new AccountEvent.CardActivity(
                        "card_1", "4242", "declined", "Carrefour", new BigDecimal("25.50"), "RON", "Declined."),
                securityAlert(),
                systemAlert());
    }

    public static LedgerBatch ledgerBatch() {
        return new LedgerBatch(
                LedgerBatch.Mode.ATOMIC,
                List.of(
                        new LedgerBatch.Movement(
                                id(1),
                                "user:alice",
                                "system:fees",
                                new BigDecimal("1000000.00"),
                                "USD",
                                "escrow_fee",
                                "escrow:1",
                                JsonNodeFactory.instance.objectNode().put("escrow_id", "1")),
                        new LedgerBatch.Movement(
                                id(2),
                                id(3).toString(),
                                "user:bob",
                                new BigDecimal("1"),
                                "JPY",
                                "escrow_release",
                                null,
                                null)));
    }

    public static LedgerBatch.Results ledgerResults() {
        return new LedgerBatch.Results(List.of(
                new LedgerBatch.Result(id(1), "posted", null),
                new LedgerBatch.Result(id(2), "refused", "insufficient-funds"),
                new LedgerBatch.Result(id(3), "released", null, new BigDecimal("12.50"))));
    }

    public static HoldOrder holdOrder() {
        return new HoldOrder(id(4), "user:alice", new BigDecimal("10.00"), "USD", "red_packet:1", INSTANT);
    }

    public static HoldOrder holdOfRest() {
        return new HoldOrder(
                id(8), "user:alice", new BigDecimal("7.50"), "USD", "escrow:1", null, Boolean.FALSE, id(4));
    }

    public static LedgerCommand ledgerCommand() {
        return new LedgerCommand(List.of(
                LedgerCommand.Step.refunding(id(4), "red_packet", id(1)),
                LedgerCommand.Step.releasing(id(5)),
                LedgerCommand.Step.of(holdOfRest())));
    }

    public static LedgerRefunds ledgerRefunds() {
        return new LedgerRefunds(
                List.of(
                        new LedgerRefunds.Item(
                                "refund:purchase:" + id(6),
                                id(1),
                                "transfer",
                                "alice",
                                new BigDecimal("0.50"),
                                "USD",
                                INSTANT),
                        new LedgerRefunds.Item(
                                "refund:withdrawal:" + id(7),
                                id(7),
                                "hold",
                                "bob",
                                new BigDecimal("1"),
                                "JPY",
                                INSTANT)),
                INSTANT,
                "MTc2OTg1MTgwMDEyMD0wMTljMTMzNy0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDc");
    }

    public static HoldOrder.Capture capture() {
        return new HoldOrder.Capture(id(5), "user:bob", new BigDecimal("2.50"), "USD", "red_packet_claim", "packet:1");
    }

    public static HoldOrder.View holdView() {
        return new HoldOrder.View(
                id(4),
                id(7),
                new BigDecimal("10.00"),
                new BigDecimal("2.50"),
                "USD",
                "active",
                "red_packet:1",
                INSTANT,
                INSTANT);
    }

    public static Refundable.Due refundables() {
        return new Refundable.Due(List.of(
                new Refundable(
                        "purchase",
                        id(6),
                        "alice",
                        new BigDecimal("0.50"),
                        "USD",
                        "purchase_timeout",
                        INSTANT,
                        INSTANT,
                        INSTANT,
                        BigInteger.ZERO,
                        BigInteger.valueOf(50)),
                new Refundable(
                        "withdrawal",
                        id(7),
                        "bob",
                        new BigDecimal("1"),
                        "JPY",
                        "transaction_failed",
                        INSTANT,
                        INSTANT,
                        null,
                        BigInteger.ZERO,
                        BigInteger.ONE)));
    }

    public static Refund refund() {
        return new Refund(
                "purchase",
                id(6),
                "019c1337-0000-7000-8000-000000000008",
                "alice",
                new BigDecimal("0.50"),
                "USD",
                "purchase_timeout",
                "WhatsApp verification",
                id(9),
                new BigDecimal("10.00"),
                INSTANT,
                INSTANT);
    }

    public static Refunded.Page refunded() {
        return new Refunded.Page(
                List.of(new Refunded(
                        "red_packet",
                        id(6),
                        "019c1337-0000-7000-8000-000000000008",
                        "alice",
                        new BigDecimal("0.50"),
                        "USD",
                        "expired",
                        INSTANT)),
                "MTc2OTg1MTgwMDEyMD0wMTljMTMzNw");
    }

    public static Refund refundOfHold() {
        return new Refund(
                "withdrawal",
                id(7),
                "019c1337-0000-7000-8000-000000000008",
                "bob",
                new BigDecimal("1"),
                "JPY",
                "transaction_failed",
                null,
                null,
                null,
                INSTANT,
                INSTANT);
    }
}
