package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Red packets, from the sender's request to the last frame of everybody concerned; the rest comes back by itself. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class RedPacketIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static String sends(Person sender, int shares, int expiresInS, List<Person> recipients) {
        ObjectNode packet = Json.object()
                .put("total_amount", 100)
                .put("packet_count", shares)
                .put("mode", "equal")
                .put("currency", Person.CURRENCY)
                .put("message", "luck")
                .put("expires_in", expiresInS);
        recipients.forEach(person -> packet.withArray("recipients").add(person.id()));
        return post(sender, "/api/red-packets", packet)
                .expect(201)
                .json()
                .path("packet_id")
                .asText();
    }

    private static Answer claims(Person person, String packet) {
        return post(person, "/api/red-packets/" + packet + "/claim", Json.object());
    }

    private static Answer post(Person person, String path, ObjectNode body) {
        return person.rest()
                .ask("POST", path, person.token(), body, UUID.randomUUID().toString());
    }

    private static String balance(Person person) {
        return person.rest()
                .get("/api/wallets", person.token())
                .json()
                .at("/wallets/0/available_balance")
                .decimalValue()
                .toPlainString();
    }

    /** What a socket has shown of a packet: {@code red_packet_claimed 3}, with the shares that are left. */
    private static List<String> seen(SocketRecorder socket, String packet) {
        return socket.stream().stream()
                .filter(frame -> frame.at("/data/packet_id").asText().equals(packet)
                        && frame.path("type").asText().startsWith("red_packet_"))
                .map(RedPacketIT::words)
                .toList();
    }

    private static String words(JsonNode frame) {
        JsonNode left = frame.at("/data/remaining_packets");
        return frame.path("type").asText() + (left.isMissingNode() ? "" : " " + left.asText());
    }

    private static void assertSaw(Florin florin, Person person, SocketRecorder socket, String packet, String... story) {
        socket.awaitSeq(florin.inbox().lastSeq(person), SOON);
        assertEquals(List.of(), socket.leaps(0));
        assertEquals(List.of(story), seen(socket, packet), person.id());
    }

    @Test
    void claimedAndExpiredComesBackAndEverybodySeesWhatTheyShould(Florin florin) {
        Person ann = florin.person("ann").opened();
        ann.deposits("10.00");
        Person cal = florin.person("cal").opened();
        Person dee = florin.person("dee").opened();
        Person eli = florin.person("eli").opened();
        try (SocketRecorder anns = SocketRecorder.notifications(ann, 0);
                SocketRecorder cals = SocketRecorder.notifications(cal, 0);
                SocketRecorder dees = SocketRecorder.notifications(dee, 0);
                SocketRecorder elis = SocketRecorder.notifications(eli, 0)) {
            String packet = sends(ann, 4, 10, List.of(cal, dee, eli));
            assertEquals("9.00", balance(ann));
            assertEquals(
                    25,
                    claims(cal, packet).expect(200).json().path("claim_amount").asInt());
            claims(cal, packet).expect(200);
            claims(dee, packet).expect(200);
            anns.awaitFrames("instant_refund", 1, SOON);
            claims(eli, packet).expect(409);
            florin.awaitEverythingTold();
            assertSaw(
                    florin,
                    ann,
                    anns,
                    packet,
                    "red_packet_created",
                    "red_packet_claimed 3",
                    "red_packet_claimed 2",
                    "red_packet_expired 2");
            assertSaw(florin, cal, cals, packet, "red_packet_created", "red_packet_claimed 3");
            assertSaw(florin, dee, dees, packet, "red_packet_created", "red_packet_claimed 2");
            assertSaw(florin, eli, elis, packet, "red_packet_created");
            JsonNode refund = anns.ofType("instant_refund").getFirst().path("data");
            assertEquals(packet, refund.path("source_id").asText());
            assertEquals("expired", refund.path("reason").asText());
            assertEquals("9.50", balance(ann));
            assertEquals("0.25", balance(cal));
        }
        florin.promises().assertBooksAgree();
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void claimedToTheLastShareIsCompletedAndCancelledComesBack(Florin florin) {
        Person ann = florin.person("ann").opened();
        ann.deposits("10.00");
        Person cal = florin.person("cal").opened();
        Person dee = florin.person("dee").opened();
        try (SocketRecorder anns = SocketRecorder.notifications(ann, 0);
                SocketRecorder cals = SocketRecorder.notifications(cal, 0);
                SocketRecorder dees = SocketRecorder.notifications(dee, 0)) {
            String packet = sends(ann, 2, 3600, List.of());
            claims(cal, packet).expect(200);
            claims(dee, packet).expect(200);
            String other = sends(ann, 2, 3600, List.of());
            claims(dee, other).expect(200);
            post(ann, "/api/red-packets/" + other + "/cancel", Json.object()).expect(200);
            anns.awaitFrames("instant_refund", 1, SOON);
            florin.awaitEverythingTold();
            assertSaw(
                    florin,
                    ann,
                    anns,
                    packet,
                    "red_packet_created",
                    "red_packet_claimed 1",
                    "red_packet_claimed 0",
                    "red_packet_completed");
            assertSaw(florin, ann, anns, other, "red_packet_created", "red_packet_claimed 1", "red_packet_cancelled 1");
            assertSaw(florin, cal, cals, packet, "red_packet_claimed 1");
            assertSaw(florin, dee, dees, packet, "red_packet_claimed 0");
            assertSaw(florin, cal, cals, other);
            assertSaw(florin, dee, dees, other, "red_packet_claimed 1");
            assertEquals("8.50", balance(ann));
        }
        florin.promises().assertBooksAgree();
    }
}
