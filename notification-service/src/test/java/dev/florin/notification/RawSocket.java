package dev.florin.notification;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that does as it likes: sends frames that no library would, and reads when it wants to. */
public final class RawSocket implements AutoCloseable {
    private static final String VERSION = "13";
    private static final int PATIENCE_MS = 20_000;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {1, 2, 3, 4};

    public static final int TEXT = 0x81;
    public static final int FIRST_TEXT = 0x01;
    public static final int CONTINUATION = 0x00;
    public static final int LAST = 0x80;
    public static final int CLOSE = 0x88;
    public static final int PING = 0x89;
    public static final int PONG = 0x8A;

    private final Socket socket;
    private final DataInputStream in;
    private final String answer;

    /**
     * What the server sent.
     *
     * @param head the first byte of the frame
     * @param closeCode 0 if it is not a goodbye
     */
    public record Received(int head, String text, int length, int closeCode) {
        static Received of(int head, byte[] payload) {
            int code = head == CLOSE && payload.length >= 2 ? ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF) : 0;
            return new Received(head, new String(payload, StandardCharsets.UTF_8), payload.length, code);
        }
    }

    private RawSocket(Socket socket, DataInputStream in, String answer) {
        this.socket = socket;
        this.in = in;
        this.answer = answer;
    }

    /** Shakes hands with some more headers; whatever the answer is. */
    public static RawSocket connect(URI uri, int receiveBuffer, String... headers) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            return shakeHands(socket, uri, VERSION, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shakes hands in another version of the protocol; an empty one is not said at all. */
    public static RawSocket connectAs(String version, URI uri) {
        try {
            return shakeHands(new Socket(), uri, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Comes from another address of this machine. */
    public static RawSocket connectFrom(String address, URI uri) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return shakeHands(socket, uri, VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawSocket shakeHands(Socket socket, URI uri, String version, String... headers) throws IOException {
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MS);
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        String spoken = version.isEmpty() ? "" : "Sec-WebSocket-Version: " + version + "\r\n";
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + spoken
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return new RawSocket(socket, in, head(in));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no answer");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /** The head of the server's answer. */
    public String answer() {
        return answer;
    }

    public int status() {
        return Integer.parseInt(answer.substring(9, 12));
    }

    /** The body of a refusal. */
    public String body() {
        try {
            int at = answer.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
            int length = Integer.parseInt(
                    answer.substring(at + 15, answer.indexOf('\r', at)).trim());
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a masked frame, up to 65535 bytes. */
    public RawSocket send(int head, byte[] payload) {
        try {
            OutputStream out = socket.getOutputStream();
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(head);
            if (payload.length < 126) {
                frame.write(MASKED | payload.length);
            } else {
                frame.write(MASKED | 126);
                frame.write(payload.length >>> 8);
                frame.write(payload.length);
            }
            frame.write(MASK);
            for (int i = 0; i < payload.length; i++) {
                frame.write(payload[i] ^ MASK[i % MASK.length]);
            }
            out.write(frame.toByteArray());
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawSocket sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawSocket say(String text) {
        return send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public Received receive() {
        try {
            int head = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = in.readNBytes(length);
            return Received.of(head, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on until the server says goodbye. */
    public int closeCode() {
        Received received = receive();
        while (received.head() != CLOSE) {
            received = receive();
        }
        return received.closeCode();
    }

    /** Whether the server has closed the connection. */
    public boolean ends() {
        try {
            in.readAllBytes();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
