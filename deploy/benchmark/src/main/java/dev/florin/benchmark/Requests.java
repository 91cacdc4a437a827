package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;

/** Where a load takes its requests from. */
@FunctionalInterface
interface Requests {
    /** The next request, whole and ready for the wire. */
    ByteBuf next();
}
