package dev.florin.notification.socket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect. A browser sends cookies and reaches internal addresses for any page, so a socket that
 * does not ask where the page comes from can be hijacked from another site. Clients that are not browsers send no
 * origin and are let through: they cannot be tricked.
 */
final class Origins {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String ALL = "*";

    private final Optional<List<String>> allowed;

    Origins(Optional<List<String>> allowed) {
        this.allowed = allowed.map(list -> list.stream()
                .map(origin -> origin.trim().toLowerCase(Locale.ROOT))
                .toList());
    }

    /**
     * @param origin the header, if there is one
     * @param ownHost the host by which the client reached us
     */
    boolean allows(@Nullable String origin, @Nullable String ownHost) {
        if (origin == null) {
            return true;
        }
        String host = host(origin);
        if (host != null && host.equalsIgnoreCase(ownHost)) {
            return true;
        }
        return allowed.map(list -> list.contains(ALL) || list.contains(origin.toLowerCase(Locale.ROOT)))
                .orElseGet(() -> host != null && THIS_MACHINE.contains(host));
    }

    /**
     * Whether a page may connect with nothing but what the browser adds by itself. Other than a token, a cookie says
     * nothing about the page, so the origin has to be there, and be ours or on the list; {@code *} does not count.
     */
    boolean trusts(@Nullable String origin, @Nullable String ownHost) {
        if (origin == null) {
            return false;
        }
        String host = host(origin);
        return (host != null && host.equalsIgnoreCase(ownHost))
                || allowed.filter(list -> list.contains(origin.toLowerCase(Locale.ROOT)))
                        .isPresent();
    }

    private static @Nullable String host(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
