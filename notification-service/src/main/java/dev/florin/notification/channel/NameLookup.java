package dev.florin.notification.channel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up in a bounded time. The system's own look-up has no limit and holds a thread of the system as long as
 * somebody's name server likes; here it can hold a few, and whoever waits goes on.
 */
final class NameLookup implements AutoCloseable {
    private static final long IDLE_S = 30;

    private final ThreadPoolExecutor threads;
    private final Resolver resolver;

    /** Where the addresses of a name are known; may take any time. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /**
     * @param concurrent names that are looked up at the same time
     * @param waiting names that wait for it; one more is not looked up
     */
    NameLookup(int concurrent, int waiting, Resolver resolver) {
        this.resolver = resolver;
        this.threads = new ThreadPoolExecutor(
                concurrent,
                concurrent,
                IDLE_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name("name-lookup-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * @return at least one address
     * @throws TimeoutException if nobody says within this time, or too many wait
     */
    InetAddress[] of(String host, long limitNs) throws UnknownHostException, TimeoutException, InterruptedException {
        Future<InetAddress[]> found;
        try {
            found = threads.submit(() -> resolver.of(host));
        } catch (RejectedExecutionException e) {
            throw busy(e);
        }
        try {
            return found.get(limitNs, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(e);
            throw unknown;
        } finally {
            if (found.cancel(false)) {
                threads.purge();
            }
        }
    }

    private static TimeoutException busy(RejectedExecutionException cause) {
        TimeoutException busy = new TimeoutException("too many names are being looked up");
        busy.initCause(cause);
        return busy;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
