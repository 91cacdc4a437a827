package dev.florin.notification.socket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What connections may do and cost. */
@ConfigMapping(prefix = "florin.socket")
public interface SocketConfig {
    /** Between two pings to a client ({@code WS_HEARTBEAT_INTERVAL}, seconds). */
    @WithDefault("PT30S")
    Duration heartbeatInterval();

    /** Pings that may go unanswered; at the next one the client counts as gone. */
    @WithDefault("2")
    int missedHeartbeats();

    /** Connections to all nodes together ({@code WS_MAX_CONNECTIONS}); one more is answered 503. */
    @WithDefault("20000")
    int maxConnections();

    /** Connections to one node ({@code WS_MAX_CONNECTIONS_PER_NODE}), which its memory has to hold; likewise. */
    @WithDefault("20000")
    int maxConnectionsPerNode();

    /** Connections of one user to all nodes ({@code WS_MAX_CONNECTIONS_PER_USER}); one more closes the oldest. */
    @WithDefault("20")
    int maxConnectionsPerUser();

    /** Bytes that may wait for one client; beyond them it is a slow consumer. */
    @WithDefault("1048576")
    int queueBytes();

    /** Bytes of one message from a client, in however many frames; beyond them the connection is closed with 1009. */
    @WithDefault("16384")
    int maxMessageBytes();

    /** How long a connection outlives its token, so that a refresh may be late. */
    @WithDefault("PT25S")
    Duration tokenGrace();

    /** How long a client has to answer our goodbye. */
    @WithDefault("PT5S")
    Duration closeTimeout();

    /** Messages a connection may send per second on average. */
    @WithDefault("20")
    int messagesPerSecond();

    /** Messages a connection may send at once. */
    @WithDefault("60")
    int messageBurst();

    /** Messages all connections of a user, to whichever nodes, may send per second on average. */
    @WithDefault("60")
    int userMessagesPerSecond();

    /** Messages all connections of a user may send at once. */
    @WithDefault("240")
    int userMessageBurst();

    /** Refused messages after which a connection is closed; one is forgiven every ten seconds. */
    @WithDefault("20")
    int maxStrikes();

    /**
     * Attempts to connect, to whichever nodes, that one address is granted per second on average. Behind a proxy all
     * clients share its address, unless the proxy is trusted ({@code quarkus.http.proxy.*}) to name theirs.
     */
    @WithDefault("500")
    int attemptsPerSecond();

    /** Attempts to connect that one address is granted at once; an attempt with a bad token counts twenty times. */
    @WithDefault("20000")
    int attemptBurst();

    /**
     * Web origins whose pages may connect: {@code https://app.example.org}, or {@code *} for all. Pages of the
     * service's own host always may. Absent: those, and pages of this machine ({@code localhost}).
     */
    Optional<List<String>> allowedOrigins();

    /** The name of the cookie by which pages of ours connect to the BT Pay sockets. */
    @WithDefault("florin_session")
    String sessionCookie();

    /**
     * Whether browsers may send that cookie over https only. Absent: if it was asked for over https, as a trusted proxy
     * may say.
     */
    Optional<Boolean> sessionCookieSecure();

    /** The life of a ticket. */
    @WithDefault("PT30S")
    Duration ticketLife();

    /** The longest that a long poll may wait. */
    @WithDefault("PT30S")
    Duration maxPollWait();

    /** How long a node that goes away takes to close its connections. */
    @WithDefault("PT5S")
    Duration drainTime();

    /** The window in which the clients of a node that goes away are asked to come back, each at a moment of its own. */
    @WithDefault("PT5S")
    Duration reconnectWindow();
}
