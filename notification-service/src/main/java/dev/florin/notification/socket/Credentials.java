package dev.florin.notification.socket;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a client says who it is. Browsers cannot set headers on a WebSocket, hence the other ways; a ticket is the best
 * of them, because it is worthless when it turns up in somebody's log.
 */
sealed interface Credentials {
    /** The subprotocol under which a second entry is taken for a token. */
    String CARRIER = "bearer-token-carrier";

    /** What the second entry may begin with, as Quarkus's own clients write it. */
    String HEADER_IN_PROTOCOL = "quarkus-http-upgrade#Authorization#";

    String BEARER = "bearer ";

    record Token(String token, boolean carried) implements Credentials {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "Token";
        }
    }

    record Ticket(String ticket) implements Credentials {
        /** Never shows the ticket. */
        @Override
        public String toString() {
            return "Ticket";
        }
    }

    /** A token in the cookie that {@link SessionResource} sets. The browser adds it, whichever page connects. */
    record Cookie(String token) implements Credentials {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "Cookie";
        }
    }

    record None() implements Credentials {}

    /** Whether the answer has to name the carrier as the chosen subprotocol. */
    default boolean fromSubprotocol() {
        return this instanceof Token token && token.carried();
    }

    /** These, or what a cookie says if there are none. */
    default Credentials orCookie(String cookie) {
        return this instanceof None && !cookie.isEmpty() ? new Cookie(cookie) : this;
    }

    /** What was sent, the most explicit first: path, {@code token}, {@code ticket}, header, subprotocol. */
    static Credentials of(
            @Nullable String path,
            @Nullable String token,
            @Nullable String ticket,
            @Nullable String authorization,
            @Nullable String subprotocols) {
        if (path != null && !path.isEmpty()) {
            return new Token(path, false);
        }
        if (token != null && !token.isEmpty()) {
            return new Token(token, false);
        }
        if (ticket != null && !ticket.isEmpty()) {
            return new Ticket(ticket);
        }
        if (authorization != null) {
            return bearer(authorization, false);
        }
        return subprotocols == null ? new None() : carried(subprotocols);
    }

    private static Credentials carried(String subprotocols) {
        List<String> offered =
                Stream.of(subprotocols.split(",", -1)).map(String::trim).toList();
        int carrier = offered.indexOf(CARRIER);
        if (carrier < 0 || offered.size() < 2) {
            return new None();
        }
        String other = offered.get(carrier == 0 ? 1 : 0);
        if (!other.startsWith(HEADER_IN_PROTOCOL)) {
            return new Token(other, true);
        }
        try {
            return bearer(
                    URLDecoder.decode(other.substring(HEADER_IN_PROTOCOL.length()), StandardCharsets.UTF_8), true);
        } catch (IllegalArgumentException e) {
            return new None();
        }
    }

    private static Credentials bearer(String header, boolean carried) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? new Token(header.substring(BEARER.length()).trim(), carried)
                : new None();
    }
}
