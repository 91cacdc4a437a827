package dev.florin.local;

import dev.florin.local.Gateway.Backend;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All of Florin as processes on this machine: PostgreSQL, the services, and the gateway in this JVM. It is started once
 * and closed once; in between any process of it can be killed, stopped and started again, each on its old port.
 */
public final class FlorinSystem implements AutoCloseable {
    private static final String GATEWAY_HOST = "127.0.0.1";

    private final FlorinSystemOptions options;
    private final Consumer<String> progress;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final ReentrantLock lifecycle = new ReentrantLock();
    private volatile @Nullable Blueprint blueprint;
    private volatile @Nullable Gateway gateway;

    public FlorinSystem(FlorinSystemOptions options) {
        this(options, _ -> {});
    }

    /** @param progress told in a sentence what is being done */
    public FlorinSystem(FlorinSystemOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Starts everything; comes back when all of it is ready.
     *
     * @throws StartException if anything does not start; everything else is stopped again by then
     * @throws CancellationException if it was closed meanwhile
     */
    public FlorinSystem start() {
        try {
            Blueprint plan = prepare();
            startPostgres(plan);
            startServices(plan);
            Gateway opened = new Gateway(new Gateway.Options(
                    GATEWAY_HOST, plan.gatewayPort(), options.trustForwarded(), PathRules.STANDARD, backends(plan)));
            gateway = opened;
            plan.publish(opened.url());
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Blueprint prepare() {
        lifecycle.lock();
        try {
            requireNotStopping();
            Blueprint plan = Blueprint.draw(options, progress, failure::complete);
            blueprint = plan;
            return plan;
        } finally {
            lifecycle.unlock();
        }
    }

    private void startPostgres(Blueprint plan) {
        progress.accept("Starting PostgreSQL on port " + plan.postgres().port());
        plan.postgres().initialize();
        spawn(plan.postgres()::start);
        plan.postgres().awaitReady(waiting());
        new Databases(plan.postgres(), plan.passwords()).prepare();
    }

    private void startServices(Blueprint plan) {
        List<ServiceProcess> all =
                plan.services().values().stream().flatMap(Collection::stream).toList();
        all.forEach(service -> {
            progress.accept("Starting " + service.name() + " on port " + service.port());
            spawn(service::start);
        });
        InParallel.forEach(all, service -> service.awaitReady(client, waiting()));
    }

    private static Map<Service, List<Backend>> backends(Blueprint plan) {
        Map<Service, List<Backend>> backends = new EnumMap<>(Service.class);
        plan.services()
                .forEach((service, processes) -> backends.put(
                        service,
                        processes.stream()
                                .map(process -> new Backend(GATEWAY_HOST, process.port()))
                                .toList()));
        return backends;
    }

    /** No process is started once stopping has begun: it would be left behind. */
    private void spawn(Runnable start) {
        lifecycle.lock();
        try {
            requireNotStopping();
            start.run();
        } finally {
            lifecycle.unlock();
        }
    }

    private void requireNotStopping() {
        if (stopping.get()) {
            throw new CancellationException("the system is being stopped");
        }
    }

    private Waiting waiting() {
        return new Waiting(options.readyWithin(), stopping);
    }

    /** Completes with a report if a process ends that nobody here stopped. Never otherwise. */
    public CompletionStage<String> failure() {
        return failure.minimalCompletionStage();
    }

    /** The one address that clients use. */
    public String gatewayUrl() {
        return Objects.requireNonNull(gateway, "not started").url();
    }

    /** The address of a service itself, past the gateway: also for its health, its metrics, its internal calls. */
    public String url(Service service) {
        return url(service, 0);
    }

    /** @param instance from 0 */
    public String url(Service service, int instance) {
        return process(service, instance).url();
    }

    /** {@code kill -9}; comes back when the process is gone. */
    public void kill(Service service) {
        kill(service, 0);
    }

    public void kill(Service service, int instance) {
        process(service, instance).process().kill();
    }

    /** SIGTERM; comes back when the process is gone, by {@code kill -9} if it took too long. */
    public void terminate(Service service) {
        terminate(service, 0);
    }

    public void terminate(Service service, int instance) {
        process(service, instance).process().stop("TERM", options.stopWithin());
    }

    /** Starts a stopped or killed service on its old port; comes back when it is ready. */
    public void start(Service service) {
        start(service, 0);
    }

    public void start(Service service, int instance) {
        ServiceProcess stopped = process(service, instance);
        spawn(stopped::start);
        stopped.awaitReady(client, waiting());
    }

    /** Stops a service if it runs, and starts it. */
    public void restart(Service service) {
        terminate(service);
        start(service);
    }

    /** {@code kill -9} of the server and all its children at once, as a power cut would. */
    public void killPostgres() {
        plan().postgres().process().kill();
    }

    /** Starts PostgreSQL on its old port and data, after stopping it if it runs; comes back when it answers. */
    public void restartPostgres() {
        PostgresServer postgres = plan().postgres();
        postgres.stop(options.stopWithin());
        spawn(postgres::start);
        postgres.awaitReady(waiting());
    }

    /** The database of a service. */
    public String jdbcUrl(Service service) {
        return jdbcUrl(service.database());
    }

    /** Any database of this PostgreSQL. */
    public String jdbcUrl(String database) {
        return plan().postgres().jdbcUrl(database);
    }

    /** The role with which a service works. */
    public Credentials application(Service service) {
        return plan().passwords().of(service.database());
    }

    /** The role that owns a service's tables. */
    public Credentials owner(Service service) {
        return plan().passwords().of(service.ownerRole());
    }

    /** The role that may do everything. */
    public Credentials superuser() {
        return plan().postgres().superuser();
    }

    public Tokens tokens() {
        return plan().tokens();
    }

    /** The process id of a service that runs or has run. */
    public long processId(Service service) {
        return processId(service, 0);
    }

    public long processId(Service service, int instance) {
        return process(service, instance).process().handle().pid();
    }

    public long postgresProcessId() {
        return plan().postgres().process().handle().pid();
    }

    /** The last lines of a service's log, oldest first. */
    public List<String> logTail(Service service, int lines) {
        return process(service, 0).process().logTail(lines);
    }

    public List<String> postgresLogTail(int lines) {
        return plan().postgres().process().logTail(lines);
    }

    private ServiceProcess process(Service service, int instance) {
        return plan().services().getOrDefault(service, List.of()).get(instance);
    }

    private Blueprint plan() {
        return Objects.requireNonNull(blueprint, "not started");
    }

    /**
     * Stops everything: the services first, so that they can finish and say goodbye through the gateway, then the
     * gateway, then PostgreSQL. Nothing is left behind. A second call waits for the first and does nothing.
     */
    @Override
    public void close() {
        stopping.set(true);
        lifecycle.lock();
        try {
            Blueprint plan = blueprint;
            blueprint = null;
            if (plan != null) {
                stop(plan);
            }
        } finally {
            lifecycle.unlock();
            client.close();
        }
    }

    private void stop(Blueprint plan) {
        Duration within = options.stopWithin();
        List<ServiceProcess> all =
                plan.services().values().stream().flatMap(Collection::stream).toList();
        try (DataFolder _ = plan.folder()) {
            plan.withdraw();
            progress.accept("Stopping");
            InParallel.forEach(all, service -> service.process().stop("TERM", within));
            Gateway opened = gateway;
            if (opened != null) {
                opened.close();
            }
            plan.postgres().stop(within);
        }
    }
}
