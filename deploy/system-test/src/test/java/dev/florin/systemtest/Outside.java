package dev.florin.systemtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.local.ServiceOptions;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail server and a push service. They write down what they have said they took, and let themselves be caught in the
 * middle of it: no mail server for tests can be stopped between a message and its answer.
 */
final class Outside implements AutoCloseable {
    /** A point of P-256: what browsers and we are known by. */
    static final String POINT =
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";

    /** Whose mail is never taken: what cannot be sent is what tends to be written down. */
    static final String REFUSED = "keep.it.to.yourself@example.com";

    /** Who is told of what could not be sent. */
    static final String OPERATOR = "channel-operator";

    /** Tries before that. */
    static final int TRIES = 4;

    private static final String UNWANTED = "/unwanted/";
    private static final Pattern DIGEST = Pattern.compile("Subject: (\\d+) notifications from your quiet hours");
    private static final String SECRET = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private static final String LOCALHOST = "localhost";
    private static final int TAKEN = 201;
    private static final int NOT_NOW = 503;

    private final Trap trap = new Trap();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final ServerSocket mail;
    private final HttpServer push;

    Outside() {
        try {
            mail = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().name("mail-server").start(this::serveMail);
            push = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            push.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            push.createContext("/", this::takePush);
            push.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has notification-service send here, soon. */
    ServiceOptions reachedBy(ServiceOptions service) {
        return service.withEnvironment("FLORIN_CHANNEL_MAIL_HOST", LOCALHOST)
                .withEnvironment("QUARKUS_MAILER_PORT", Integer.toString(mail.getLocalPort()))
                .withEnvironment("FLORIN_CHANNEL_LEASE", "PT3S")
                .withEnvironment("FLORIN_CHANNEL_BACK_OFF", "PT0.5S")
                .withEnvironment("FLORIN_CHANNEL_ATTEMPTS", Integer.toString(TRIES))
                .withEnvironment("FLORIN_CHANNEL_OPERATORS", OPERATOR)
                .withEnvironment("FLORIN_PUSH_PUBLIC_KEY", POINT)
                .withEnvironment("FLORIN_PUSH_PRIVATE_KEY", SECRET)
                .withEnvironment("FLORIN_PUSH_TRUSTED_HOSTS", LOCALHOST + ":" + pushPort())
                .withEnvironment("FLORIN_ESCALATION_EVERY", "1s")
                .withEnvironment("FLORIN_ESCALATION_PUSH_AFTER", "PT0.5S")
                .withEnvironment("FLORIN_ESCALATION_EMAIL_AFTER", "PT1S");
    }

    private int pushPort() {
        return push.getAddress().getPort();
    }

    /** Of somebody's browser, by our push service. */
    String endpoint(Person person) {
        return "http://" + LOCALHOST + ":" + pushPort() + "/" + person.id();
    }

    /** Of somebody's browser, by a push service that never wants to hear of it. */
    String unwantedEndpoint(Person person) {
        return "http://" + LOCALHOST + ":" + pushPort() + UNWANTED + person.id();
    }

    /** How often a message to it was refused. */
    int refused(Person person) {
        return refused.getOrDefault(UNWANTED + person.id(), 0);
    }

    Trap trap() {
        return trap;
    }

    /**
     * Everything that was taken: whose it was, by which channel, and what: {@code alert} if it was urgent,
     * {@code digest of 2}, or {@code news}.
     */
    List<String> taken() {
        return List.copyOf(taken);
    }

    private void serveMail() {
        while (!mail.isClosed()) {
            try {
                Socket client = mail.accept();
                Thread.ofVirtual().start(() -> converse(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** RFC 5321, as much of it as a mailer says. */
    private void converse(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = client.getOutputStream()) {
            say(out, "220 here");
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String word = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (word) {
                    case "RCPT" -> {
                        recipient = line.replaceAll(".*<(.*)@.*", "$1");
                        say(out, line.contains(REFUSED) ? "450 not now" : "250 yes");
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        String kind = kind(in);
                        trap.pass(Moment.MAIL_TAKEN);
                        say(out, "250 taken");
                        taken.add(recipient + " email " + kind);
                        trap.pass(Moment.MAIL_ANSWERED);
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 yes");
                }
            }
        } catch (IOException e) {
            // The sender has died, which is what this is about.
        }
    }

    private static String kind(BufferedReader in) throws IOException {
        String kind = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return kind;
            }
            if (line.startsWith("Subject:")) {
                Matcher digest = DIGEST.matcher(line);
                String single = line.contains("alert") ? "alert" : "news";
                kind = digest.matches() ? "digest of " + digest.group(1) : single;
            }
        }
        throw new EOFException();
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void takePush(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith(UNWANTED)) {
                if (refused.merge(path, 1, Integer::sum) == TRIES) {
                    trap.pass(Moment.LAST_TRY);
                }
                exchange.sendResponseHeaders(NOT_NOW, -1);
                return;
            }
            trap.pass(Moment.PUSH_TAKEN);
            boolean refuses = trap.isSetFor(Moment.PUSH_REFUSED);
            exchange.sendResponseHeaders(refuses ? NOT_NOW : TAKEN, -1);
            if (refuses) {
                trap.pass(Moment.PUSH_REFUSED);
            } else {
                String kind = "high".equals(exchange.getRequestHeaders().getFirst("Urgency")) ? "alert" : "news";
                taken.add(path.substring(1) + " push " + kind);
                trap.pass(Moment.PUSH_ANSWERED);
            }
        }
    }

    @Override
    public void close() {
        push.stop(0);
        try {
            mail.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
