package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    private static boolean isSecret(Florin florin, String line) {
        return line.contains(dev.florin.systemtest.Order.MEMO_PREFIX)
                || TOKEN.matcher(line).find()
                || florin.tokens().stream().anyMatch(line::contains);
    }
}
