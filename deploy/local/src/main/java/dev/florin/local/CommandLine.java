package dev.florin.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;

/** What can be said to the launcher. */
final class CommandLine {
    static final String USAGE = """
            Usage: make up ARGS="..."
              --data FOLDER        keep database, keys and logs there (default: .florin)
              --port NAME=PORT     NAME is gateway, postgresql, wallet, escrow, refund or notification; PORT 0 is any free one
              --nodes NAME=NUMBER  so many processes of a service
              --heap NAME=MIB      the largest heap of a service
              --behind-proxy       believe the X-Forwarded headers of the gateway's callers\
            """;

    private CommandLine() {}

    /** Where what runs keeps its data: named as for {@code make up}, or alone. */
    static Path folder(String[] arguments) {
        return Path.of(arguments.length == 0 ? ".florin" : arguments[arguments.length - 1]);
    }

    /** @throws IllegalArgumentException if an argument is not understood; the message says which */
    static FlorinSystemOptions parse(String[] arguments, FlorinSystemOptions defaults) {
        FlorinSystemOptions options = defaults;
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            options = switch (name) {
                case "--data" -> options.withData(Path.of(value(name, rest)));
                case "--behind-proxy" -> options.withTrustForwarded(true);
                case "--port" -> port(options, Setting.parse(value(name, rest)));
                case "--nodes" -> {
                    Setting nodes = Setting.parse(value(name, rest));
                    yield options.with(nodes.service(), service -> service.withInstances(nodes.number()));
                }
                case "--heap" -> {
                    Setting heap = Setting.parse(value(name, rest));
                    yield options.with(heap.service(), service -> service.withHeapMb(heap.number()));
                }
                default -> throw new IllegalArgumentException("Not understood: " + name);
            };
        }
        return options;
    }

    private static String value(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return rest.next();
    }

    private static FlorinSystemOptions port(FlorinSystemOptions options, Setting port) {
        return switch (port.name()) {
            case "gateway" -> options.withGatewayPort(port.number());
            case PostgresServer.NAME -> options.withPostgres(postgres -> postgres.withPort(port.number()));
            default -> options.with(port.service(), service -> service.withPort(port.number()));
        };
    }

    private record Setting(String name, int number) {
        static Setting parse(String text) {
            int equals = text.indexOf('=');
            try {
                return new Setting(
                        text.substring(0, Math.max(0, equals)), Integer.parseInt(text.substring(equals + 1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("Not NAME=NUMBER: " + text, e);
            }
        }

        Service service() {
            Optional<Service> found = Service.named(name);
            return found.orElseThrow(() -> new IllegalArgumentException("There is no service " + name));
        }
    }
}
