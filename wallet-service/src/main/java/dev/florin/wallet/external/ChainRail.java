package dev.florin.wallet.external;

import java.util.List;

/**
 * A chain, whose gateway reports by signed callbacks what it sees there. It is open as soon as it has a secret.
 *
 * <p>Florin has no connection to any real chain so far. What comes back from the gateway is complete; the way there is
 * this seam only: {@link #submit} sends nothing, and that a withdrawal was submitted is written into its row by whoever
 * calls it. A gateway of a real chain has to be called here, with the withdrawal's id as its key.
 */
record ChainRail(List<String> secrets) implements Rail {
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
    public void submit(RailTransaction withdrawal) {
        // Nobody to call yet.
    }
}
