package dev.florin.wallet.idempotency;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** How an {@link Answer} looks in HTTP. */
public final class AnswerMapper {
    private static final String REPLAYED = "Idempotency-Replayed";

    private AnswerMapper() {}

    /** 201, the first time and every time again; a repeat says that it is one. */
    public static <T> RestResponse<T> created(Answer<T> answer) {
        ResponseBuilder<T> response = ResponseBuilder.create(RestResponse.Status.CREATED, answer.body());
        if (answer.replayed()) {
            response.header(REPLAYED, true);
        }
        return response.build();
    }
}
