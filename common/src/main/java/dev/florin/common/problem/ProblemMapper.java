package dev.florin.common.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.trace.TraceFilter;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The one place where a failure becomes an answer. */
public class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final long RETRY_AFTER_S = 1;

    @ServerExceptionMapper
    public RestResponse<Problem> refused(FlorinException e, RoutingContext request) {
        return answer(e, request);
    }

    @ServerExceptionMapper
    public RestResponse<Problem> unauthenticated(AuthenticationFailedException e, RoutingContext request) {
        return e.getCause() instanceof FlorinException cause
                ? answer(cause, request)
                : answer(ProblemType.UNAUTHENTICATED, "The token is not one that is accepted here.", request);
    }

    @ServerExceptionMapper
    public RestResponse<Problem> anonymous(UnauthorizedException e, RoutingContext request) {
        return answer(ProblemType.UNAUTHENTICATED, "Send a token in the Authorization header.", request);
    }

    @ServerExceptionMapper
    public RestResponse<Problem> forbidden(ForbiddenException e, RoutingContext request) {
        return answer(ProblemType.FORBIDDEN, "The token lacks the role that this takes.", request);
    }

    @ServerExceptionMapper
    public RestResponse<Problem> mismatched(MismatchedInputException e, RoutingContext request) {
        return answer(malformed(e), request);
    }

    @ServerExceptionMapper
    public RestResponse<Problem> malformed(JsonProcessingException e, RoutingContext request) {
        return answer(malformed(e), request);
    }

    /** What the framework itself refuses: no such path, wrong method, unreadable body. */
    @ServerExceptionMapper
    public RestResponse<Problem> web(WebApplicationException e, RoutingContext request) {
        if (e.getCause() instanceof JsonProcessingException cause) {
            return answer(malformed(cause), request);
        }
        return switch (e.getResponse().getStatus()) {
            case 400 -> answer(ProblemType.INVALID_REQUEST, "A parameter or the body could not be read.", request);
            case 401 -> answer(ProblemType.UNAUTHENTICATED, "Send a token in the Authorization header.", request);
            case 403 -> answer(ProblemType.FORBIDDEN, "The token lacks the role that this takes.", request);
            case 404 -> answer(notFound(e, request), request);
            case 405 -> answer(ProblemType.METHOD_NOT_ALLOWED, "The resource does not know this method.", request);
            case 406 -> answer(ProblemType.NOT_ACCEPTABLE, "The answer comes as JSON only.", request);
            case 413 -> answer(ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB.", request);
            case 415 ->
                answer(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send JSON: Content-Type: application/json.", request);
            default -> unexpected(e, request);
        };
    }

    /** JAX-RS calls it 404 also when a query parameter cannot be read. */
    private static FlorinException notFound(WebApplicationException e, RoutingContext request) {
        return e.getCause() != null && request.request().query() != null
                ? new FlorinException(ProblemType.INVALID_REQUEST, "A parameter could not be read.")
                : new FlorinException(ProblemType.NOT_FOUND, "There is nothing at this address, or it is not yours.");
    }

    @ServerExceptionMapper
    public RestResponse<Problem> database(DatabaseException e, RoutingContext request) {
        if (isBadData(e)) {
            LOG.warnf("The database refused a value: %s", e.getMessage());
            return answer(ProblemType.INVALID_REQUEST, "The request has a value that cannot be stored.", request);
        }
        if (!isUnreachable(e)) {
            return unexpected(e, request);
        }
        LOG.warnf("The database cannot be reached: %s", e.getMessage());
        return answer(
                ProblemType.DATABASE_UNAVAILABLE,
                "Whether anything was changed is not known here; repeat the request with the same key or id to find out.",
                request);
    }

    @ServerExceptionMapper
    public RestResponse<Problem> unexpected(Throwable e, RoutingContext request) {
        if (request.response().closed() && isClosed(e)) {
            // Nobody hears the answer, and nothing is wrong here.
            LOG.infof("The caller hung up: %s %s", request.request().method(), request.normalizedPath());
            return answer(ProblemType.INVALID_REQUEST, "The body did not come to its end.", request);
        }
        LOG.errorf(e, "Request failed: %s %s", request.request().method(), request.normalizedPath());
        return answer(ProblemType.INTERNAL, "The fault is ours; quote the trace_id when you report it.", request);
    }

    private static boolean isClosed(Throwable e) {
        Throwable cause = e;
        while (cause != null && !(cause instanceof HttpClosedException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** Class 22: a number, date or text beyond what PostgreSQL can keep. Only the caller can have brought it. */
    private static boolean isBadData(DatabaseException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("22");
    }

    private static boolean isUnreachable(DatabaseException e) {
        // Class 08: connection; 57P: the server is going down or coming up; 53: out of resources. The pool has no
        // state.
        return e.getCause() instanceof SQLException sql
                && (sql.getSQLState() == null
                        || sql.getSQLState().startsWith("08")
                        || sql.getSQLState().startsWith("57P")
                        || sql.getSQLState().startsWith("53"));
    }

    private static FlorinException malformed(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && mapping.getCause() instanceof FlorinException cause) {
            return cause;
        }
        String field = e instanceof JsonMappingException mapping ? path(mapping) : "";
        if (field.isEmpty()) {
            return new FlorinException(ProblemType.MALFORMED_JSON, "The body could not be read as JSON.");
        }
        return new FlorinException(
                ProblemType.MALFORMED_JSON,
                "The field '" + field + "' is unknown, or not of the kind that is expected.",
                List.of(new Problem.FieldError(field, "unknown, or of the wrong kind")));
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static RestResponse<Problem> answer(ProblemType type, String detail, @Nullable RoutingContext request) {
        return answer(new FlorinException(type, detail), request);
    }

    private static RestResponse<Problem> answer(FlorinException e, @Nullable RoutingContext request) {
        String path = request == null ? null : request.normalizedPath();
        String traceId = e.replayOf()
                .orElse(request == null ? null : TraceFilter.of(request).traceId());
        RestResponse.ResponseBuilder<Problem> answer = RestResponse.ResponseBuilder.<Problem>create(
                        e.type().status())
                .entity(Problem.of(e, path, traceId))
                .header(HttpHeaders.CONTENT_TYPE.toString(), Problem.MEDIA_TYPE);
        e.replayOf().ifPresent(_ -> answer.header("Idempotency-Replayed", true));
        if (e.quota().isPresent()) {
            e.quota().get().headers().forEach(answer::header);
        } else if (e.type().retryable()) {
            answer.header(HttpHeaders.RETRY_AFTER.toString(), RETRY_AFTER_S);
        }
        if (e.type() == ProblemType.PAYLOAD_TOO_LARGE) {
            // The rest of the body is not worth reading.
            answer.header(HttpHeaders.CONNECTION.toString(), "close");
        }
        if (e.type().status() == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        return answer.build();
    }
}
