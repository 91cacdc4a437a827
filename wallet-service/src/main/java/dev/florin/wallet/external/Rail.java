package dev.florin.wallet.external;

import java.util.List;

/** Seam: a way on which money comes and goes. */
public interface Rail {
    /** As clients and callbacks call it. */
    String name();

    /** Whether it takes anything new; what it has taken on goes on also after it was closed. */
    boolean isOpen();

    /** Whether what it takes is final at once. Otherwise it reports later, signed with one of its secrets. */
    boolean isInstant();

    /** What its reports may be signed with: more than one while they are being exchanged. */
    List<String> secrets();

    /** Hands a withdrawal to it. Called again with the same id after a crash, it has to do it once. */
    Handover submit(RailTransaction withdrawal);

    /** What became of handing a withdrawal over. */
    enum Handover {
        TAKEN,
        /** It will never be done. */
        REFUSED,
        /** It has to be handed over again. */
        NOT_TAKEN,
        /** Nobody knows whether it was taken: it has to be handed over again. */
        UNKNOWN
    }
}
