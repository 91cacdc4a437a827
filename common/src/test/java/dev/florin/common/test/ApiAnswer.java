package dev.florin.common.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What came back. */
public record ApiAnswer(int status, HttpResponse<byte[]> response) {
    public String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + status + " " + text(), e);
        }
    }

    public String code() {
        return json().path("code").asText();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public boolean isReplayed() {
        return header("Idempotency-Replayed").equals("true");
    }

    public ApiAnswer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("expected " + expected + ", was " + status + ": " + text());
        }
        return this;
    }
}
