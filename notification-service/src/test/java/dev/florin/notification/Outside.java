package dev.florin.notification;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A mail server and a push service, for whoever of the tests' users wants to be reached there. */
public final class Outside implements QuarkusTestResourceLifecycleManager {
    /** Whom failures are told. */
    public static final String OPERATOR = "operator-of-channels";

    private static final String LOCALHOST = "localhost";
    private static final int PATIENCE_MS = 30_000;
    private static final Map<String, List<Pushed>> PUSHED = new ConcurrentHashMap<>();
    private static final Map<String, Deque<Integer>> ANSWERS = new ConcurrentHashMap<>();

    private static final Map<String, Deque<String>> REPLIES = new ConcurrentHashMap<>();

    private static GreenMail mail = new GreenMail();
    private static int pushPort;

    private static @Nullable ServerSocket silent;

    private @Nullable HttpServer push;

    /** A message at the push service. */
    public static final class Pushed {
        private final byte[] body;
        private final Map<String, List<String>> headers;

        Pushed(byte[] body, Map<String, List<String>> headers) {
            this.body = body;
            this.headers = headers;
        }

        public byte[] body() {
            return body.clone();
        }

        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /** Takes mail for an address after it has given the {@linkplain #replies replies} that a test wants. */
    private static final class MailServer extends GreenMail {
        MailServer() {
            super(ServerSetup.SMTP.dynamicPort());
        }

        @Override
        protected Map<String, AbstractServer> createServices(ServerSetup[] setups, Managers managers) {
            SmtpManager refusing = new SmtpManager(managers.getImapHostManager(), managers.getUserManager()) {
                @Override
                public @Nullable String checkRecipient(SmtpState state, MailAddress recipient) {
                    return REPLIES.getOrDefault(recipient.getEmail(), new ArrayDeque<>())
                            .poll();
                }
            };
            return super.createServices(setups, new Managers() {
                @Override
                public SmtpManager getSmtpManager() {
                    return refusing;
                }
            });
        }
    }

    static GreenMail mail() {
        return mail;
    }

    public static String endpoint(String browser) {
        return "http://" + LOCALHOST + ":" + pushPort + "/" + browser;
    }

    /** Of a push service that takes a message and never answers. */
    static String silentEndpoint() {
        return "http://" + LOCALHOST + ":" + Objects.requireNonNull(silent).getLocalPort() + "/";
    }

    /** The next connection to it. */
    static Socket hanging() throws IOException {
        return Objects.requireNonNull(silent).accept();
    }

    public static List<Pushed> pushed(String browser) {
        return PUSHED.computeIfAbsent("/" + browser, _ -> new CopyOnWriteArrayList<>());
    }

    /** What this browser's messages are answered, one after the other, before 201. */
    static void answers(String browser, Integer... statuses) {
        ANSWERS.put("/" + browser, new ArrayDeque<>(List.of(statuses)));
    }

    /** What the mail server says to mails for this address, one after the other, before it takes one. */
    static void replies(String address, List<String> replies) {
        REPLIES.put(address, new ArrayDeque<>(replies));
    }

    /** How many of them it has not said yet. */
    static int repliesLeft(String address) {
        return REPLIES.getOrDefault(address, new ArrayDeque<>()).size();
    }

    @Override
    public Map<String, String> start() {
        mail = new MailServer();
        mail.start();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", Outside::take);
            server.start();
            pushPort = server.getAddress().getPort();
            push = server;
            ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MS);
            silent = socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "florin.channel.mail-host",
                LOCALHOST,
                "quarkus.mailer.port",
                Integer.toString(mail.getSmtp().getPort()),
                "florin.channel.back-off",
                "PT0.01S",
                "florin.channel.attempts",
                "3",
                "florin.channel.operators",
                OPERATOR,
                "florin.push.public-key",
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
                "florin.push.private-key",
                "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
                "florin.push.trusted-hosts",
                LOCALHOST + ":" + pushPort + "," + silentEndpoint().replaceAll("http://|/", ""),
                // Longer than any test waits: what hangs, hangs.
                "florin.push.timeout",
                "PT2M",
                // Tests escalate by themselves, with clocks of their own.
                "florin.escalation.every",
                "1h");
    }

    private static void take(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Deque<Integer> answers = ANSWERS.getOrDefault(path, new ArrayDeque<>());
        Integer status = answers.isEmpty() ? Integer.valueOf(201) : answers.removeFirst();
        PUSHED.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>())
                .add(new Pushed(exchange.getRequestBody().readAllBytes(), Map.copyOf(exchange.getRequestHeaders())));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void stop() {
        mail.stop();
        if (push != null) {
            push.stop(0);
        }
    }
}
