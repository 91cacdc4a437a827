package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** What a service said. */
record Answer(int status, String body, HttpHeaders headers) {
    JsonNode json() {
        return Json.read(body);
    }

    /** The code of a refusal; empty if it is none. */
    String code() {
        return isProblem() ? json().path("code").asText() : "";
    }

    boolean isProblem() {
        return headers.firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    }

    boolean isReplayed() {
        return headers.firstValue("Idempotency-Replayed").orElse("").equals("true");
    }

    /** @throws AssertionError with the body, if it is another status */
    Answer expect(int... expected) {
        for (int each : expected) {
            if (status == each) {
                return this;
            }
        }
        throw new AssertionError("answered " + status + ": " + body);
    }
}
