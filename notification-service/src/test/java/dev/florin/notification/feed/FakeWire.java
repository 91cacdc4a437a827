package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that reads when it is told to. */
public final class FakeWire implements Wire {
    public final List<String> written = new CopyOnWriteArrayList<>();
    boolean writable = true;
    int flushes;
    Runnable onFlush = () -> {};
    Runnable onWrite = () -> {};
    volatile int closeCode;

    @Override
    public boolean isWritable() {
        return writable;
    }

    /** Splits what was written together. */
    @Override
    public void write(ByteBuf bytes) {
        onWrite.run();
        while (bytes.isReadable()) {
            int opcode = bytes.readUnsignedByte() & 0xF;
            int length = bytes.readUnsignedByte();
            length = length == 126 ? bytes.readUnsignedShort() : length;
            String text = bytes.readCharSequence(length, StandardCharsets.UTF_8).toString();
            written.add(opcode == 1 ? text : "opcode " + opcode);
        }
        bytes.release();
    }

    @Override
    public void flush() {
        flushes++;
        onFlush.run();
    }

    @Override
    public long unsentBytes() {
        return 0;
    }

    /** 0 while nobody said goodbye. */
    public int closeCode() {
        return closeCode;
    }

    @Override
    public void close(CloseCode code, String reason) {
        closeCode = code.code();
    }
}
