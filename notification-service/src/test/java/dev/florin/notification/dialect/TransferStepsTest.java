package dev.florin.notification.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.notification.Some;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The states before the end of a payment are stored with it, and shown as if each had been told of. */
class TransferStepsTest {
    private static final String END = """
            {"transfer_id":"t","status":"failed","progress":100,"amount":0.0000000001,"failure_code":"wallet-frozen",\
            "steps":[{"status":"initiated","progress":0},{"status":"processing","progress":50}]}""";

    private static final Notice NOTICE = notice("transfer_update", END);

    private static final String INITIATED = message(
            "{\"transfer_id\":\"t\",\"status\":\"initiated\",\"progress\":0,\"amount\":0.0000000001}", "e-1:initiated");

    private static final String PROCESSING = message(
            "{\"transfer_id\":\"t\",\"status\":\"processing\",\"progress\":50,\"amount\":0.0000000001}",
            "e-1:processing");

    private static final String FAILED = message(END + ",\"seq\":42", "e-1");

    private static Notice notice(String type, String data) {
        return new Notice("e-1", type, Some.NOON, data, new Place.Stream(42), Some.NOON);
    }

    private static String message(String data, String id) {
        return "{\"type\":\"transfer_update\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"data\":" + data
                + ",\"id\":\"" + id + "\"}";
    }

    private static String sent(Dialect dialect) {
        Frame frame = dialect.frame(NOTICE);
        return frame == null ? "" : bytes(frame);
    }

    /** One character per byte: a frame is more than its text. */
    private static String bytes(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSocketGetsAMessageOfEach() {
        String expected = Stream.of(INITIATED, PROCESSING, FAILED)
                .map(text -> bytes(Frame.text(text)))
                .collect(Collectors.joining());
        assertEquals(expected, sent(new NotificationsDialect()));
    }

    @Test
    void theFallbacksTellThemToo() {
        assertEquals(
                "data: " + INITIATED + "\n\ndata: " + PROCESSING + "\n\nid: 42-7\ndata: " + FAILED + "\n\n",
                sent(new EventStreamDialect(() -> 7)));
        assertEquals(INITIATED + PROCESSING + FAILED, sent(new PollDialect()));
    }

    @Test
    void whatHasNoStepsIsShownAsItIs() {
        for (Notice plain : List.of(
                notice("transfer_update", "{\"transfer_id\":\"t\",\"status\":\"initiated\",\"progress\":0}"),
                notice(
                        "transfer_update",
                        "{\"transfer_id\":\"t\",\"status\":\"completed\",\"progress\":100,\"steps\":null}"),
                notice("chat_message", END))) {
            assertEquals(List.of(plain), TransferSteps.shown(plain));
        }
    }
}
