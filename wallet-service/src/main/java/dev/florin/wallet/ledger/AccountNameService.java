package dev.florin.wallet.ledger;

import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Understands how other services name accounts: an id, {@code user:<id>}, {@code system:world}, {@code system:fees},
 * {@code system:merchant}.
 */
@Singleton
public class AccountNameService {
    static final String USER = "user:";
    private static final String SYSTEM = "system:";

    private final LedgerService ledger;

    AccountNameService(LedgerService ledger) {
        this.ledger = ledger;
    }

    /** @throws FlorinException {@link ProblemType#ACCOUNT_NOT_FOUND} */
    public UUID resolve(String name, Asset asset) {
        if (name.startsWith(USER)) {
            return ledger.walletId(name.substring(USER.length()), asset).orElseThrow(() -> unknown(name));
        }
        try {
            return name.startsWith(SYSTEM) ? ledger.systemId(systemKind(name), asset) : UUID.fromString(name);
        } catch (IllegalArgumentException e) {
            throw unknown(name);
        }
    }

    /**
     * As {@link #resolve}; a name that stands for nothing becomes an id that is no account's, so that the ledger
     * refuses it.
     */
    public UUID resolveOrNobody(String name, Asset asset) {
        try {
            return resolve(name, asset);
        } catch (FlorinException e) {
            return Account.nobody(name, asset);
        }
    }

    private static Account.Kind systemKind(String name) {
        Account.Kind kind = Account.Kind.ofWireName(name.substring(SYSTEM.length()));
        if (kind == Account.Kind.WALLET) {
            throw unknown(name);
        }
        return kind;
    }

    private static FlorinException unknown(String name) {
        String shown = name.length() <= 64 ? name : name.substring(0, 64) + "…";
        return new FlorinException(ProblemType.ACCOUNT_NOT_FOUND, "There is no account '" + shown + "'.");
    }
}
