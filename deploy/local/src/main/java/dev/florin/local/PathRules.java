package dev.florin.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which service a path belongs to. The longest prefix wins, a prefix ends where a path segment ends, and the insides of
 * the services ({@code /internal}, {@code /q}) belong to nobody out here.
 */
public final class PathRules {
    /**
     * The rules of the product; the Ingress and the routes in deploy/kubernetes have the same, and a test compares
     * them.
     */
    public static final PathRules STANDARD = new PathRules(
            List.of("/internal", "/q"),
            List.of(
                    new Rule("/api/wallets", Service.WALLET),
                    new Rule("/api/wallet", Service.WALLET),
                    new Rule("/api/bt-pay", Service.WALLET),
                    new Rule("/api/admin/transactions", Service.WALLET),
                    new Rule("/api/admin/wallets", Service.WALLET),
                    new Rule("/api/admin/ledger", Service.WALLET),
                    new Rule("/api/admin/rails", Service.WALLET),
                    new Rule("/api/v1/escrows", Service.ESCROW),
                    new Rule("/api/v1/webhooks", Service.ESCROW),
                    new Rule("/api/red-packets", Service.ESCROW),
                    new Rule("/api/admin/escrows", Service.ESCROW),
                    new Rule("/api/admin/payments", Service.ESCROW),
                    new Rule("/api/refunds", Service.REFUND),
                    new Rule("/api/admin/refunds", Service.REFUND),
                    new Rule("/api/notifications", Service.NOTIFICATION),
                    new Rule("/api/ws", Service.NOTIFICATION),
                    new Rule("/api/v1/ws", Service.NOTIFICATION),
                    new Rule("/api/chat", Service.NOTIFICATION),
                    new Rule("/api/contacts", Service.NOTIFICATION),
                    new Rule("/api/admin/websocket", Service.NOTIFICATION),
                    new Rule("/api/admin/system", Service.NOTIFICATION),
                    new Rule("/ws", Service.NOTIFICATION),
                    new Rule("/socket.io", Service.NOTIFICATION),
                    new Rule("/asyncapi.yaml", Service.NOTIFICATION),
                    new Rule("/finance", Service.NOTIFICATION),
                    new Rule("/", Service.NOTIFICATION)));

    private final List<String> hidden;
    private final List<Rule> rules;

    /** @param prefix begins with a slash and, but for the root, does not end with one */
    public record Rule(String prefix, Service service) {
        public Rule {
            if (!prefix.startsWith("/") || (prefix.length() > 1 && prefix.endsWith("/"))) {
                throw new IllegalArgumentException("not a path prefix: " + prefix);
            }
        }
    }

    /** @param hidden prefixes of paths that are never passed on */
    public PathRules(List<String> hidden, List<Rule> rules) {
        this.hidden = List.copyOf(hidden);
        this.rules = rules.stream()
                .sorted(Comparator.comparingInt((Rule rule) -> rule.prefix().length())
                        .reversed())
                .toList();
    }

    /** The prefixes of paths that are never passed on. */
    public List<String> hidden() {
        return hidden;
    }

    /** All rules, the longest prefix first. */
    public List<Rule> rules() {
        return rules;
    }

    /**
     * The service for a path, or empty if the path leads nowhere.
     *
     * @param path in the form that {@link #canonical} gives it
     */
    public Optional<Service> route(String path) {
        String bare = withoutMatrixParameters(path);
        if (hidden.stream().anyMatch(prefix -> isBelow(prefix, bare))) {
            return Optional.empty();
        }
        return rules.stream()
                .filter(rule -> isBelow(rule.prefix(), bare))
                .map(Rule::service)
                .findFirst();
    }

    /**
     * The path as a service will understand it: unreserved characters decoded, double slashes and dot segments gone
     * (RFC 3986, 6.2.2). What is routed and what is passed on has to be the same text, or {@code /api/../internal} and
     * {@code /%69nternal} walk around the rules.
     */
    public static String canonical(String path) {
        Deque<String> segments = new ArrayDeque<>();
        String decoded = decodeUnreserved(path);
        for (String segment : decoded.split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(segment);
            }
        }
        String joined = "/" + String.join("/", segments);
        boolean isFolder = decoded.endsWith("/") || decoded.endsWith("/.") || decoded.endsWith("/..");
        return isFolder && !segments.isEmpty() ? joined + "/" : joined;
    }

    private static boolean isBelow(String prefix, String path) {
        return prefix.equals("/") || path.equals(prefix) || path.startsWith(prefix + "/");
    }

    /** {@code /internal;x=1/events} reaches {@code /internal/events} in a JAX-RS service. */
    private static String withoutMatrixParameters(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            int semicolon = segment.indexOf(';');
            segments.add(semicolon < 0 ? segment : segment.substring(0, semicolon));
        }
        return canonical(String.join("/", segments));
    }

    private static String decodeUnreserved(String path) {
        StringBuilder decoded = new StringBuilder(path.length());
        int i = 0;
        while (i < path.length()) {
            int escaped = path.charAt(i) == '%' ? escapedByte(path, i + 1) : -1;
            if (escaped >= 0 && isUnreserved((char) escaped)) {
                decoded.append((char) escaped);
                i += 3;
            } else {
                decoded.append(path.charAt(i));
                i++;
            }
        }
        return decoded.toString();
    }

    private static int escapedByte(String path, int at) {
        if (at + 2 > path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(at), 16);
        int low = Character.digit(path.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
