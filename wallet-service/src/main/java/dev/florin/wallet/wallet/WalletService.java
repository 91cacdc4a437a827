package dev.florin.wallet.wallet;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.LedgerService;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** A user has one wallet per currency. */
@Singleton
public class WalletService {
    private final LedgerService ledger;

    WalletService(LedgerService ledger) {
        this.ledger = ledger;
    }

    /** @param isNew false if the user had it already */
    public record Opened(WalletView wallet, boolean isNew) {}

    /** @throws FlorinException {@link ProblemType#UNKNOWN_ASSET} */
    public Opened open(String user, String currency) {
        Asset asset = Asset.of(currency);
        boolean isNew = ledger.openWallet(Ids.fresh(), user, asset);
        UUID id = ledger.walletId(user, asset).orElseThrow();
        return new Opened(wallet(user, id), isNew);
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
