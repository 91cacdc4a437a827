package dev.florin.wallet.wallet;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Telling;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user has one wallet per currency. */
@Singleton
public class WalletService {
    private final LedgerService ledger;
    private final Clock clock;

    WalletService(LedgerService ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param isNew false if the user had it already */
    public record Opened(WalletView wallet, boolean isNew) {}

    /** @throws FlorinException {@link ProblemType#UNKNOWN_ASSET} */
    public Opened open(String user, String currency, @Nullable String traceparent) {
        Asset asset = Asset.of(currency);
        UUID fresh = Ids.fresh();
        boolean isNew = ledger.inTransaction(transaction -> {
            boolean opened = ledger.openWallet(transaction, fresh, user, asset);
            if (opened) {
                ledger.tell(transaction, emptyBalance(fresh, user, asset, traceparent));
            }
            return opened;
        });
        UUID id = ledger.walletId(user, asset).orElseThrow();
        return new Opened(wallet(user, id), isNew);
    }

    /** So that a socket knows the wallet before anything has moved in it. */
    private Telling emptyBalance(UUID wallet, String user, Asset asset, @Nullable String traceparent) {
        BigDecimal nothing = Money.ofMinor(0, asset).major();
        FlorinEvent event =
                new FlorinEvent.BalanceUpdate(wallet.toString(), nothing, nothing, nothing, asset.code(), 0, null);
        return new Telling(
                clock.instant(), traceparent, List.of(Telling.Told.of(event, List.of(user), "balance:" + user)));
    }

    public List<WalletView> wallets(String user) {
        return ledger.wallets(user).stream().map(WalletView::of).toList();
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public WalletView wallet(String user, UUID id) {
        return ledger.account(id)
                .filter(account ->
                        account.kind() == Account.Kind.WALLET && account.owner().equals(user))
                .map(WalletView::of)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such wallet."));
    }
}
