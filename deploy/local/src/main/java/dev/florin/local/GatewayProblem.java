package dev.florin.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;

/** What the gateway itself answers, as problem+json (RFC 9457). It names no path: a path may hold a token. */
enum GatewayProblem {
    NOT_FOUND(404, "not-found", "There is nothing here"),
    BAD_GATEWAY(502, "bad-gateway", "The service broke off in the middle"),
    UNAVAILABLE(503, "service-unavailable", "The service is not running at the moment");

    static final String MEDIA_TYPE = "application/problem+json";
    static final String RETRY_AFTER_S = "1";

    private final int status;
    private final String code;
    private final String title;

    GatewayProblem(int status, String code, String title) {
        this.status = status;
        this.code = code;
        this.title = title;
    }

    /** What a failed exchange means: whether the service has seen the request decides if it may simply be repeated. */
    static GatewayProblem of(Throwable failure) {
        return failure instanceof ConnectException ? UNAVAILABLE : BAD_GATEWAY;
    }

    int status() {
        return status;
    }

    boolean mayBeRepeated() {
        return this == UNAVAILABLE;
    }

    Buffer body() {
        return new JsonObject()
                .put("type", "/problems/" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", title + ".")
                .put("code", code)
                .toBuffer();
    }
}
