package dev.florin.common.idempotency;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** How an {@link Answer} looks in HTTP. */
public final class AnswerMapper {
    private static final String REPLAYED = "Idempotency-Replayed";

    private AnswerMapper() {}

    /** 201, the first time and every time again; a repeat says that it is one. */
    public static <T> RestResponse<T> created(Answer<T> answer) {
        return response(RestResponse.Status.CREATED, answer);
    }

    /** 200, the first time and every time again; a repeat says that it is one. */
    public static <T> RestResponse<T> ok(Answer<T> answer) {
        return response(RestResponse.Status.OK, answer);
    }

    private static <T> RestResponse<T> response(RestResponse.Status status, Answer<T> answer) {
        ResponseBuilder<T> response = ResponseBuilder.create(status, answer.body());
        if (answer.replayed()) {
            response.header(REPLAYED, true);
        }
        return response.build();
    }
}
