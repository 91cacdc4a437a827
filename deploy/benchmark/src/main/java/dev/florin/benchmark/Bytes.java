package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;

/** Finds things in frames without copying them. */
final class Bytes {
    private Bytes() {}

    static boolean isAt(ByteBuf bytes, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.getByte(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** @return -1 if it is not between {@code start} and {@code start + length} */
    static int indexOf(ByteBuf bytes, int start, int length, byte[] wanted) {
        for (int at = start; at <= start + length - wanted.length; at++) {
            if (isAt(bytes, at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    static int lastIndexOf(ByteBuf bytes, int start, int length, byte[] wanted) {
        for (int at = start + length - wanted.length; at >= start; at--) {
            if (isAt(bytes, at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    /** The digits from there on. */
    static long number(ByteBuf bytes, int at) {
        long value = 0;
        for (int i = at; ; i++) {
            int digit = bytes.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return value;
            }
            value = value * 10 + digit;
        }
    }
}
