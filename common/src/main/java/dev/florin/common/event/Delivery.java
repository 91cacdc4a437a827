package dev.florin.common.event;

/** What an event promises to its audience. */
public enum Delivery {
    /** Every one is kept and delivered, in order, once. */
    STREAM,
    /** Only the newest value counts: it replaces the one before it, and takes no place in the user's sequence. */
    LATEST,
    /** Of interest only while it lasts: shown to who is connected, kept for nobody, without a place in the sequence. */
    PASSING,
    /**
     * Says to the server's own desks that something they keep is old, on every node; no client is shown it, and it is
     * kept for nobody.
     */
    SILENT
}
