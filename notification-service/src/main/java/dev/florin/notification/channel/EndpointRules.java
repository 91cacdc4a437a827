package dev.florin.notification.channel;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where messages may be pushed. An endpoint is an address that a user chose and this service calls: without rules it
 * would be a way into the network in which the service stands.
 *
 * @param trusted {@code host:port} for which no rule holds
 */
record EndpointRules(Set<String> trusted) {
    private static final int MAX_LENGTH = 2048;
    private static final int HTTPS_PORT = 443;

    /**
     * A name with a dot and a last label that is no number, so that it cannot be read as an address in any notation.
     */
    private static final Pattern HOST_NAME =
            Pattern.compile("([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]");

    boolean isTrusted(URI endpoint) {
        return trusted.contains(endpoint.getHost() + ":" + endpoint.getPort());
    }

    /** @return what is wrong with an endpoint, apart from where its name leads */
    Optional<String> fault(String text) {
        URI endpoint;
        try {
            endpoint = URI.create(text);
        } catch (IllegalArgumentException e) {
            return Optional.of("is no address");
        }
        if (text.length() > MAX_LENGTH || endpoint.getHost() == null || endpoint.getRawUserInfo() != null) {
            return Optional.of("is not the address of a push service");
        }
        if (isTrusted(endpoint)) {
            return Optional.empty();
        }
        if (!"https".equalsIgnoreCase(endpoint.getScheme())) {
            return Optional.of("must begin with https");
        }
        if (endpoint.getPort() != -1 && endpoint.getPort() != HTTPS_PORT) {
            return Optional.of("must not name a port");
        }
        return HOST_NAME.matcher(endpoint.getHost()).matches()
                ? Optional.empty()
                : Optional.of("must name its host by a public name");
    }

    /** Whether an address is one of the public internet. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublicV4(bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF);
            case Inet6Address _ -> isPublicV6(bytes);
            default -> false;
        };
    }

    /** What the registry of special addresses (RFC 6890) has beside private, link-local and loopback ones. */
    private static boolean isPublicV4(int a, int b, int c) {
        boolean thisNetwork = a == 0;
        boolean carrierGrade = a == 100 && b >= 64 && b < 128;
        boolean protocolAssignments = a == 192 && b == 0 && (c == 0 || c == 2);
        boolean benchmarking = a == 198 && (b == 18 || b == 19);
        boolean documentation = (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
        boolean reserved = a >= 240;
        return !(thisNetwork || carrierGrade || protocolAssignments || benchmarking || documentation || reserved);
    }

    /** Global unicast only, without the prefixes that carry an IPv4 address inside. */
    private static boolean isPublicV6(byte[] bytes) {
        boolean global = (bytes[0] & 0xE0) == 0x20;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean teredoOrDocumentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        boolean documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && (bytes[3] & 0xFF) == 0xB8;
        return global && !sixToFour && !teredoOrDocumentation && !documentation;
    }
}
