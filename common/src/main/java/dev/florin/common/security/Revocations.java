package dev.florin.common.security;

/** Which tokens were taken back before their time. A service that knows of none needs no bean of this type. */
@FunctionalInterface
public interface Revocations {
    Revocations NONE = _ -> false;

    /** Whether this caller's token is no longer good. Asked with every request: it must not block. */
    boolean cover(Caller caller);
}
