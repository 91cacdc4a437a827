package dev.florin.wallet.external;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain, whose gateway is sent withdrawals and reports by signed callbacks what it sees there. It is open as soon as
 * it has a secret.
 *
 * @param gateway who is called; without one, withdrawals count as handed over, and how they get there is not our affair
 */
record ChainRail(List<String> secrets, @Nullable GatewayClient gateway) implements Rail {
    static final String NAME = "chain";

    private static final int MIN_SECRET_LENGTH = 32;

    ChainRail {
        secrets = List.copyOf(secrets);
        if (secrets.stream().anyMatch(secret -> secret.length() < MIN_SECRET_LENGTH)) {
            throw new IllegalArgumentException("a rail's secret has at least " + MIN_SECRET_LENGTH + " characters");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isOpen() {
        return !secrets.isEmpty();
    }

    @Override
    public boolean isInstant() {
        return false;
    }

    @Override
    public Handover submit(RailTransaction withdrawal) {
        return gateway == null ? Handover.TAKEN : gateway.submit(withdrawal);
    }
}
