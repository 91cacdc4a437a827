package dev.florin.escrow.unsettled;

import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Movements of money that do not come to an end by themselves, for the operator. */
@Path("/api/admin/escrows/unsettled")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class UnsettledResource {
    private final UnsettledService unsettled;

    UnsettledResource(UnsettledService unsettled) {
        this.unsettled = unsettled;
    }

    /** @param id what was tried again */
    public record Retried(UUID id) {}

    /** Escrows, red packets and claims whose money should have moved, newest first, and what is in the way. */
    @GET
    @Operation(summary = "List escrow and red packet money that does not move, newest first")
    public UnsettledService.UnsettledPage all(
            @QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("cursor") @Nullable String cursor) {
        TimeCursor.requireLimit(limit);
        return unsettled.unsettled(limit, cursor);
    }

    /** Tries one again now, instead of at its time: 200, whether it helped or not; what has ended stays so. */
    @POST
    @Path("{id}/retry")
    @Operation(
            summary = "Try a stuck escrow, red packet or claim again now",
            description = "200 says that it was tried; the list of what is stuck says whether it helped.")
    public Retried retry(@PathParam("id") UUID id, @Context SecurityContext caller) {
        unsettled.retry(id, caller.getUserPrincipal().getName());
        return new Retried(id);
    }
}
