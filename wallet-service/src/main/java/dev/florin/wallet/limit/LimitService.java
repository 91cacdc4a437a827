package dev.florin.wallet.limit;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Limits;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Shows and sets limits; that they hold is up to the ledger. */
@Singleton
public class LimitService {
    private static final Logger LOG = Logger.getLogger(LimitService.class);

    private final LedgerService ledger;
    private final Clock clock;

    LimitService(LedgerService ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    public List<LimitView> of(String user) {
        return ledger.wallets(user).stream()
                .map(wallet -> LimitView.of(wallet, ledger.limits(wallet), clock.instant()))
                .toList();
    }

    /**
     * @throws FlorinException {@link ProblemType#NOT_FOUND} if the user has no such wallet;
     *     {@link ProblemType#INVALID_REQUEST} for a tier that is not one of those that are configured
     */
    public void set(LimitChange change, String admin) {
        Set<String> tiers = ledger.tiers();
        if (change.tier() != null && !tiers.isEmpty() && !tiers.contains(change.tier())) {
            throw Required.invalid("tier", "is one of " + String.join(", ", tiers));
        }
        Asset asset = change.currency() == null ? null : Asset.of(change.currency());
        Limits limits = asset == null
                ? null
                : new Limits(
                        minor(change.perTransaction(), asset),
                        minor(change.daily(), asset),
                        minor(change.monthly(), asset));
        if (!ledger.setLimits(change.userId(), asset, change.tier(), limits)) {
            throw new FlorinException(ProblemType.NOT_FOUND, "The user has no such wallet.");
        }
        LOG.infof("Limits set: User=%s, By=%s, %s", change.userId(), admin, change);
    }

    private static @Nullable BigInteger minor(@Nullable BigDecimal major, Asset asset) {
        if (major == null) {
            return null;
        }
        if (major.signum() < 0) {
            throw new FlorinException(ProblemType.AMOUNT_NOT_POSITIVE, "A limit is not below zero.");
        }
        return Money.of(major, asset).minor();
    }
}
