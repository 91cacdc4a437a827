package dev.florin.local;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one service is run.
 *
 * @param port of the first instance; 0 picks a free one. Further instances always get a free one
 * @param instances how many processes share the service's database; 0 leaves the service out
 * @param heapMb the largest heap, in MiB
 * @param jvmArgs more arguments for its JVM, after ours
 * @param environment more environment, over ours
 * @param commandPrefix what stands before the command: {@code taskset -c 0}. It must end by {@code exec}ing the rest,
 *     so that the process stays the same
 * @param command what runs instead of the packaged service; empty for the packaged service
 */
public record ServiceOptions(
        int port,
        int instances,
        int heapMb,
        List<String> jvmArgs,
        Map<String, String> environment,
        List<String> commandPrefix,
        List<String> command) {
    private static final int HEAP_MB = 256;
    private static final int MAX_INSTANCES = 16;

    public ServiceOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (instances < 0 || instances > MAX_INSTANCES) {
            throw new IllegalArgumentException("instances must be 0 to " + MAX_INSTANCES);
        }
        jvmArgs = List.copyOf(jvmArgs);
        environment = Map.copyOf(environment);
        commandPrefix = List.copyOf(commandPrefix);
        command = List.copyOf(command);
    }

    /** One instance of the packaged service. */
    public static ServiceOptions onPort(int port) {
        return new ServiceOptions(port, 1, HEAP_MB, List.of(), Map.of(), List.of(), List.of());
    }

    public ServiceOptions withPort(int changed) {
        return new ServiceOptions(changed, instances, heapMb, jvmArgs, environment, commandPrefix, command);
    }

    public ServiceOptions withInstances(int changed) {
        return new ServiceOptions(port, changed, heapMb, jvmArgs, environment, commandPrefix, command);
    }

    public ServiceOptions withHeapMb(int changed) {
        return new ServiceOptions(port, instances, changed, jvmArgs, environment, commandPrefix, command);
    }

    public ServiceOptions withJvmArgs(String... changed) {
        return new ServiceOptions(port, instances, heapMb, List.of(changed), environment, commandPrefix, command);
    }

    /** Adds one variable. */
    public ServiceOptions withEnvironment(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new ServiceOptions(port, instances, heapMb, jvmArgs, more, commandPrefix, command);
    }

    public ServiceOptions withCommandPrefix(String... changed) {
        return new ServiceOptions(port, instances, heapMb, jvmArgs, environment, List.of(changed), command);
    }

    public ServiceOptions withCommand(List<String> changed) {
        return new ServiceOptions(port, instances, heapMb, jvmArgs, environment, commandPrefix, changed);
    }
}
