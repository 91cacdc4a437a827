package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The cookie by which a page of ours connects to the BT Pay sockets: a script cannot read it, another site's page
 * cannot use it, and no token stands in a URL. It holds the caller's own token, lives as long, and ends with it when it
 * is revoked; so there is nothing to keep here.
 */
@Path("/api/ws/session")
@RolesAllowed(Caller.USER)
public class SessionResource {
    private static final String SOCKETS = "/ws/btpay";

    /** Browsers keep no cookie of more than 4,096 bytes, name and attributes included. */
    private static final int MAX_TOKEN_LENGTH = 3800;

    private final SocketConfig config;
    private final Clock clock;

    SessionResource(SocketConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Sets the cookie for the caller's token.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} if the token is too long for a cookie: take a ticket
     */
    @POST
    @Operation(summary = "Set the cookie that signs a browser in to the BT Pay sockets")
    public RestResponse<Void> begin(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context SecurityContext security,
            @Context UriInfo request) {
        String token = Credentials.of(null, null, null, authorization, null) instanceof Credentials.Token bearer
                ? bearer.token()
                : "";
        if (token.isEmpty() || token.length() > MAX_TOKEN_LENGTH) {
            throw new FlorinException(
                    ProblemType.INVALID_REQUEST, "The token is too long for a cookie; take a ticket.");
        }
        Caller caller = (Caller) security.getUserPrincipal();
        return answer(cookie(token, Duration.between(clock.instant(), caller.expiresAt()), request));
    }

    /** Takes the cookie away. Who has no good token any more has no good cookie either. */
    @DELETE
    @Operation(summary = "Take away the cookie that signs a browser in to the BT Pay sockets")
    public RestResponse<Void> end(@Context UriInfo request) {
        return answer(cookie("", Duration.ZERO, request));
    }

    private static RestResponse<Void> answer(NewCookie cookie) {
        return RestResponse.ResponseBuilder.<Void>noContent()
                .cookie(cookie)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private NewCookie cookie(String value, Duration life, UriInfo request) {
        boolean secure = config.sessionCookieSecure()
                .orElseGet(
                        () -> "https".equalsIgnoreCase(request.getRequestUri().getScheme()));
        return new NewCookie.Builder(config.sessionCookie())
                .value(value)
                .path(SOCKETS)
                .maxAge(Math.toIntExact(life.toSeconds()))
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
