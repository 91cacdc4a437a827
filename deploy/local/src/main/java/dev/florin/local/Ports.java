package dev.florin.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives each listener its port. Free ports come from below the range that the system uses for outgoing connections:
 * otherwise a connection could sit on the port of a process that is being restarted.
 */
final class Ports {
    private static final int LOWEST_FREE = 20_000;
    private static final int HIGHEST_FREE = 32_000;
    private static final int ATTEMPTS = 1_000;
    private static final int CONNECT_MS = 200;

    private final Set<Integer> given = new HashSet<>();

    /**
     * @param name who wants it, for the message
     * @param wanted the port, or 0 for a free one
     * @throws StartException if the wanted port is taken
     */
    int take(String name, int wanted) {
        if (wanted == 0) {
            return takeFree(name);
        }
        if (!given.add(wanted)) {
            throw new StartException("Port " + wanted + " is to be used twice, the second time by " + name + ".");
        }
        if (isTaken(wanted)) {
            throw new StartException("Port " + wanted + ", which " + name
                    + " needs, is taken by another process. Stop that one, or choose another port.");
        }
        return wanted;
    }

    private int takeFree(String name) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
            if (!given.contains(port) && !isTaken(port)) {
                given.add(port);
                return port;
            }
        }
        throw new StartException("No free port for " + name + ".");
    }

    private static boolean isTaken(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        } catch (IOException e) {
            return true;
        }
        // Some systems let us bind beside a listener on all addresses; then somebody answers.
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
