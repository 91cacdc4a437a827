package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads what all processes have written down during the whole run, crashes included; so it comes last. */
@Tag("slow")
@Order(Integer.MAX_VALUE)
@ExtendWith(SharedFlorin.class)
class SecretsIT {
    /** Any token at all, also those that the services make for each other. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{8,}\\.|[Bb]earer ");

    @Test
    void logsHoldNoTokensAndNoMessages(Florin florin) throws IOException {
        Person ken = florin.person("ken").opened();
        Person lena = florin.person("lena").opened();
        ken.deposits("5.00");
        try (SocketRecorder socket = SocketRecorder.notifications(lena, 0);
                SocketRecorder balance = SocketRecorder.balance(lena)) {
            ken.pays(lena, "1.00");
            socket.awaitSeq(4, Duration.ofSeconds(5));
            balance.awaitFrames("balance_update", 1, Duration.ofSeconds(5));
        }
        talk(ken, lena);
        // What goes wrong is what tends to be written down.
        dev.florin.systemtest.Order.of(ken, lena, "1000000.00").place().expect(422);
        ken.rest().get("/api/wallet/transfers/" + ken.token(), ken.token()).expect(404);
        ken.rest().get("/api/notifications/" + ken.token(), ken.token()).expect(404, 405);
        ken.rest().get("/api/wallets?token=" + ken.token(), "not.a.token").expect(401);

        List<String> told = new ArrayList<>();
        List<Path> logs = florin.logs();
        assertTrue(logs.size() >= 5, () -> "four services and a database: " + logs);
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log)) {
                lines.filter(line -> isSecret(florin, line)).forEach(line -> told.add(log.getFileName() + ": " + line));
            }
        }
        assertEquals(List.of(), told);
    }

    /** By request and by socket, and refused: what people write to each other is nobody else's business. */
    private static void talk(Person ken, Person lena) {
        ken.rest()
                .ask("POST", "/api/contacts", ken.token(), Json.object().put("user_id", lena.id()), null)
                .expect(201);
        lena.rest()
                .ask("POST", "/api/contacts", lena.token(), Json.object().put("user_id", ken.id()), null)
                .expect(201);
        ObjectNode draft = Json.object().put("kind", "direct");
        draft.putArray("members").add(lena.id());
        String room = ken.rest()
                .ask("POST", "/api/chat/conversations", ken.token(), draft, null)
                .expect(201)
                .json()
                .path("room_id")
                .asText();
        String path = "/api/chat/conversations/" + room + "/messages";
        String secret = dev.florin.systemtest.Order.MEMO_PREFIX + "my dear";
        ken.rest().ask("POST", path, ken.token(), words(secret), null).expect(201);
        ken.rest()
                .ask("POST", path, ken.token(), words(secret + " again"), null)
                .expect(422);
        try (SocketRecorder socket = SocketRecorder.notifications(lena, 0)) {
            ObjectNode said = Json.object().put("type", "chat_send");
            said.set("data", words(secret).put("room_id", room));
            socket.say(said.toString());
            socket.awaitFrames("chat_message", 2, Duration.ofSeconds(10));
            said.set("data", words(secret).put("room_id", "none"));
            socket.say(said.toString());
            socket.awaitFrames("error", 1, Duration.ofSeconds(10));
        }
    }

    private static ObjectNode words(String text) {
        return Json.object().put("text", text).put("client_message_id", "the first");
    }

    private static boolean isSecret(Florin florin, String line) {
        return line.contains(dev.florin.systemtest.Order.MEMO_PREFIX)
                || TOKEN.matcher(line).find()
                || florin.tokens().stream().anyMatch(line::contains);
    }
}
