package dev.florin.benchmark;

import dev.florin.local.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Takes a whole export, as fast as it comes, and looks at what the service needs for it. */
final class ExportLoad {
    private static final int BUFFER = 64 * 1024;

    private ExportLoad() {}

    /**
     * What was taken.
     *
     * @param lines ends of lines in it
     * @param grownKib how much more memory the service had at most, meanwhile
     */
    record Taken(long lines, double seconds, long grownKib) {}

    static Taken take(Subject subject, byte[] token, String format) {
        URI address = URI.create(
                subject.system().url(Service.WALLET, 0) + "/api/wallet/transactions/export?format=" + format);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + new String(token, StandardCharsets.US_ASCII))
                .build();
        long before = subject.residentKib(Service.WALLET);
        long start = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the export was answered " + response.statusCode());
            }
            long lines = 0;
            long most = before;
            byte[] buffer = new byte[BUFFER];
            try (InputStream body = response.body()) {
                for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                    for (int i = 0; i < length; i++) {
                        lines += buffer[i] == '\n' ? 1 : 0;
                    }
                    most = Math.max(most, subject.residentKib(Service.WALLET));
                }
            }
            return new Taken(lines, (System.nanoTime() - start) / 1e9, most - before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
