package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the cheap clients understand, in whatever pieces it comes. */
class WireTest {
    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static List<String> answersTo(String... pieces) {
        HttpConnection connection = new HttpConnection();
        EmbeddedChannel channel = new EmbeddedChannel(connection);
        List<String> answers = new ArrayList<>();
        connection.send(
                bytes("GET"), (_, status, body) -> answers.add(status + " " + body.toString(StandardCharsets.UTF_8)));
        for (String piece : pieces) {
            channel.writeInbound(bytes(piece));
        }
        channel.finishAndReleaseAll();
        return answers;
    }

    @Test
    void readsAnAnswerInPieces() {
        assertEquals(
                List.of("201 {\"a\":1}"),
                answersTo("HTTP/1.1 201 Created\r\nContent-", "Length: 7\r\n\r\n{\"a\"", ":1}"));
    }

    @Test
    void readsAnAnswerWithoutBody() {
        assertEquals(List.of("202 "), answersTo("HTTP/1.1 202 Accepted\r\n\r\n"));
    }

    @Test
    void readsToTheLastChunk() {
        List<String> answers =
                answersTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", "0\r\n\r\n");
        assertEquals(List.of("200 3\r\nabc\r\n0\r\n\r\n"), answers);
    }

    @Test
    void aBrokenConnectionIsAnAnswerToo() {
        assertEquals(List.of("0 "), answersTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"));
    }

    @Test
    void writesWholeRequests() {
        ByteBuf request = Http.post("/x", "T".getBytes(StandardCharsets.US_ASCII), Http.JSON, "k", "{\"é\":1}");
        assertEquals(
                "POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer T\r\nContent-Type: application/json\r\n"
                        + "Idempotency-Key: k\r\nContent-Length: 8\r\n\r\n{\"é\":1}",
                request.toString(StandardCharsets.UTF_8));
    }

    private static final class Heard implements SocketClient.Listener {
        private final List<String> texts = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();

        @Override
        public void text(SocketClient socket, ByteBuf bytes, int start, int length) {
            texts.add(bytes.toString(start, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void closed(SocketClient socket, String why) {
            ends.add(why);
        }
    }

    @Test
    void hearsFramesHoweverTheyAreCut() {
        String longText = "y".repeat(300);
        String stream = "HTTP/1.1 101 Switching Protocols\r\n\r\n" + "\u0081\u0002hi" + "\u0081~\u0001," + longText
                + "\u0089\u0000" + "\u0088\u0002\u000b\u00bd";
        for (int cut = 1; cut < stream.length(); cut++) {
            Heard heard = new Heard();
            EmbeddedChannel channel = new EmbeddedChannel(new SocketClient(0, "/", heard));
            channel.writeInbound(bytes(stream.substring(0, cut)), bytes(stream.substring(cut)));
            assertEquals(List.of("hi", longText), heard.texts, "cut at " + cut);
            assertTrue(heard.ends.contains("code 3005"), "cut at " + cut);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void saysWhyItWasNotLetIn() {
        Heard heard = new Heard();
        EmbeddedChannel channel = new EmbeddedChannel(new SocketClient(0, "/", heard));
        channel.writeInbound(bytes("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n\r\n"));
        assertEquals("HTTP/1.1 503 Service Unavailable", heard.ends.getFirst());
        channel.finishAndReleaseAll();
    }

    @Test
    void findsThingsInFrames() {
        ByteBuf frame = bytes("{\"seq\":12,\"data\":{\"seq\":7},\"seq\":345}");
        byte[] seq = bytes("\"seq\":").array();
        int length = frame.readableBytes();
        assertEquals(12, Bytes.number(frame, Bytes.indexOf(frame, 0, length, seq) + seq.length));
        assertEquals(345, Bytes.number(frame, Bytes.lastIndexOf(frame, 0, length, seq) + seq.length));
        assertEquals(-1, Bytes.indexOf(frame, 0, 5, seq));
    }
}
