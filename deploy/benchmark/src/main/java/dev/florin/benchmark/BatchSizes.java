package dev.florin.benchmark;

import dev.florin.local.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** How many commands the ledger has committed together so far, as its metrics say. */
record BatchSizes(double batches, double commands) {
    static BatchSizes now(Subject subject) {
        URI metrics = URI.create(subject.system().url(Service.WALLET) + "/q/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String text = client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @param metrics in the format of Prometheus */
    static BatchSizes parse(String metrics) {
        return new BatchSizes(value(metrics, "ledger_batch_size_count"), value(metrics, "ledger_batch_size_sum"));
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    double meanSince(BatchSizes before) {
        return (commands - before.commands) / Math.max(1, batches - before.batches);
    }
}
