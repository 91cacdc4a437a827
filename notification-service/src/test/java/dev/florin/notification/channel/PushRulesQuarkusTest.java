package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.Outside;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A push goes to the address that its name leads to, if that is a public one, and nowhere else. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(Outside.class)
class PushRulesQuarkusTest {
    private static final byte[] TEXT = {1, 2, 3};

    private final List<String> names = new CopyOnWriteArrayList<>();

    /** Where nobody is to come. */
    private ServerSocket trap;

    @Inject
    PushStore subscriptions;

    @Inject
    TextService texts;

    @Inject
    ChannelConfig channel;

    @Inject
    PushConfig config;

    @Inject
    Clock clock;

    @Inject
    Vertx vertx;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @BeforeEach
    void setTrap() throws IOException {
        trap = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        trap.setSoTimeout(1);
    }

    @AfterEach
    void takeTrapAway() throws IOException {
        trap.close();
    }

    private void nobodyCame() {
        assertThrows(SocketTimeoutException.class, () -> trap.accept().close());
    }

    /** With a name service that knows these addresses for whatever it is asked. */
    private Outcome push(String endpoint, InetAddress... addresses) {
        try (NameLookup lookup = new NameLookup(1, 1, host -> {
            names.add(host);
            return addresses;
        })) {
            return new PushService(subscriptions, texts, channel, config, clock, vertx, threads, lookup)
                    .push(
                            Browser.fresh().kept(endpoint),
                            TEXT,
                            "normal",
                            System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "8.8.8.8,127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"})
    void aNameThatLeadsInsideIsNotCalled(String addresses) throws IOException {
        String[] texts = addresses.split(",", -1);
        InetAddress[] all = new InetAddress[texts.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(texts[i]);
        }
        assertEquals(
                new Outcome.Never("the push service's name leads to an address that is not public"),
                push("https://push.example.org:" + trap.getLocalPort() + "/1", all));
        assertEquals(List.of("push.example.org"), names);
        nobodyCame();
    }

    /** Here a trusted one, whose name leads to two servers: by the look-up before the call, and by any later one. */
    @Test
    void theAddressThatWasLookedAtIsTheOneThatIsCalled() throws IOException {
        URI elsewhere = URI.create(Outside.endpoint("pinned"));
        InetAddress here = InetAddress.getByName("127.0.0.2");
        List<String> hosts = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(here, elsewhere.getPort()), 0);
        server.createContext("/", exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        try {
            assertEquals(new Outcome.Sent(), push(elsewhere.toString(), here));
        } finally {
            server.stop(0);
        }
        assertEquals(List.of(elsewhere.getAuthority()), hosts, "under its own name");
        assertEquals(List.of(), Outside.pushed("pinned"));
        assertEquals(List.of("localhost"), names, "and is looked up once");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNotFollowed(int status) throws IOException {
        URI endpoint = URI.create(Outside.endpoint("redirected"));
        InetAddress here = InetAddress.getByName("127.0.0.2");
        HttpServer server = HttpServer.create(new InetSocketAddress(here, endpoint.getPort()), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + trap.getLocalPort() + "/");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertEquals(new Outcome.Never("the push service answered " + status), push(endpoint.toString(), here));
        } finally {
            server.stop(0);
        }
        nobodyCame();
    }
}
