package dev.florin.common.security;

import java.security.PrivateKey;
import java.util.function.Supplier;

/**
 * The private key in a file, as the file stands whenever it is asked for; the last good one while it cannot be read, so
 * that a file that is being replaced, or was replaced by something else, stops nobody.
 */
public final class ExchangeableKey implements Supplier<PrivateKey> {
    private static final System.Logger LOG = System.getLogger(ExchangeableKey.class.getName());

    private final String file;
    private final Runnable unreadable;
    private volatile PrivateKey last;

    /**
     * @param unreadable told each time the file could not be read
     * @throws IllegalStateException if it holds no private EC key now
     */
    public ExchangeableKey(String file, Runnable unreadable) {
        this.file = file;
        this.unreadable = unreadable;
        this.last = KeySource.privateKey(file);
    }

    @Override
    public PrivateKey get() {
        try {
            last = KeySource.privateKey(file);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.WARNING, "The old key stays: {0}", e.getMessage());
            unreadable.run();
        }
        return last;
    }
}
