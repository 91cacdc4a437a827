package dev.florin.wallet.external;

import dev.florin.common.problem.Problem;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** What rails report. They have no token: the signature over the body says who they are. */
@Path("/api/wallet/rails")
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RailResource {
    private final RailService rails;

    RailResource(RailService rails) {
        this.rails = rails;
    }

    /**
     * Takes a report in: 200 as soon as it is stored, also if it could not be applied; the same event again changes
     * nothing.
     *
     * @param signature {@code sha256=} and the HMAC-SHA256 over the body as it is sent, in hex
     */
    @POST
    @Path("{rail}/events")
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take in a signed report from a payment rail",
            description = "200 says that it is stored, also if it could not be applied; a repeat changes nothing.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RailReport.class)))
    public RailService.Receipt take(
            @PathParam("rail") String rail,
            @HeaderParam("X-Rail-Signature") @Nullable String signature,
            byte[] body,
            @Context RoutingContext http) {
        return rails.take(rail, signature, body, TraceFilter.of(http).toString());
    }
}
