package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Addresses that cannot be read are the caller's mistake, and the token in them is nobody's business: it is the
 * framework that refuses them, before anything of ours could fail and be written down with its address.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class AddressQuarkusTest {
    private final Service service = Service.underTest();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/ws/notifications/TOKEN?query=%zz",
                "/api/ws/notifications/TOKEN%zz",
                "/api/ws/notifications?token=TOKEN&query=%z",
                "/ws/balance?token=TOKEN&x=%",
                "/ws/escrow?token=TOKEN&x=%",
                "/ws/btpay/live/?token=TOKEN%",
                "/ws/btpay/notify/?token=TOKEN&since=%G1",
                "/api/notifications/stream?token=TOKEN&since=%zz",
                "/api/notifications/poll?token=TOKEN&wait=%zz",
                "/api/notifications?token=TOKEN&cursor=%zz",
                "/nowhere/%zz?token=TOKEN"
            })
    void isRefusedAndNotWrittenDown(String address) throws IOException {
        String token = TestTokens.user(Some.user());
        String answer;
        try (LogLines log = LogLines.ofAll()) {
            answer = get(address.replace("TOKEN", token));
            log.lines().forEach(line -> assertTrue(!line.contains(token), line));
        }
        assertEquals("HTTP/1.1 400 Bad Request", answer.lines().findFirst().orElseThrow());
        assertTrue(!answer.contains(token), answer);
    }

    /** As no library would. */
    private String get(String address) throws IOException {
        URI base = service.socket("/");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
