package dev.florin.common.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refused request, {@code application/problem+json} (RFC 9457).
 *
 * @param type a URI reference that names the kind of problem
 * @param instance the path of the request
 * @param code the stable name of the kind: {@link ProblemType#code()}
 * @param traceId what to quote when asking the operator
 * @param errors what is wrong with which field, if fields are to blame
 * @param rejectedLines all lines of a file that are to blame; of the first of them {@code errors} says why
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        String code,
        @Nullable String traceId,
        List<FieldError> errors,
        Collection<LineRange> rejectedLines) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** @param field the JSON path of the field, or the name of the parameter */
    public record FieldError(String field, String message) {}

    public static Problem of(FlorinException e, @Nullable String instance, @Nullable String traceId) {
        ProblemType type = e.type();
        return new Problem(
                "/problems/" + type.code(),
                type.title(),
                type.status(),
                e.detail(),
                instance,
                type.code(),
                traceId,
                e.errors(),
                e.rejectedLines());
    }
}
