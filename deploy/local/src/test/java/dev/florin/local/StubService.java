package dev.florin.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** Stands in for a packaged service: is ready when its database answers, and dies before that if it is told to. */
final class StubService {
    private StubService() {}

    /** The command that runs it. */
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StubService.class.getName());
    }

    public static void main(String[] arguments) throws IOException {
        if (System.getenv("STUB_DIES") != null) {
            System.out.println("a wheel fell off");
            System.exit(3);
        }
        HttpServer server = HttpServer.create(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"))),
                0);
        server.createContext("/", exchange -> {
            boolean isHealth = exchange.getRequestURI().getPath().equals("/q/health/ready");
            byte[] body = System.getenv("QUARKUS_DATASOURCE_USERNAME").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isHealth && !databaseAnswers() ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("stub is up");
    }

    private static boolean databaseAnswers() {
        try (Connection connection = DriverManager.getConnection(
                System.getenv("QUARKUS_DATASOURCE_JDBC_URL"),
                System.getenv("QUARKUS_FLYWAY_USERNAME"),
                System.getenv("QUARKUS_FLYWAY_PASSWORD"))) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }
}
