package dev.florin.common.idempotency;

/**
 * What a request with a key is answered.
 *
 * @param replayed whether an earlier request got it first
 */
public record Answer<T>(T body, boolean replayed) {}
