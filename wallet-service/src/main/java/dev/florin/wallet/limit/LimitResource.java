package dev.florin.wallet.limit;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** How much may be spent from a wallet. */
@Path("/api/wallet/limits")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class LimitResource {
    private final LimitService limits;

    LimitResource(LimitService limits) {
        this.limits = limits;
    }

    /** The limits of each wallet, by currency. */
    public record LimitList(List<LimitView> limits) {}

    /** The caller's limits, and what has been spent of them. */
    @GET
    @Operation(summary = "Show the caller's spending limits, and what is spent of them")
    @RolesAllowed(Caller.USER)
    public LimitList own(@Context SecurityContext caller) {
        return new LimitList(limits.of(caller.getUserPrincipal().getName()));
    }

    /** Sets limits: 200 with all limits of the user. */
    @PUT
    @Operation(
            summary = "Set a user's spending limits and KYC tier, as an administrator",
            description = "A limit that is left out is the tier's again; a tier that is left out stays."
                    + " Where tiers are configured, it is one of these or basic.")
    @RolesAllowed(Caller.ADMIN)
    public LimitList set(LimitChange change, @Context SecurityContext caller) {
        Required.field("body", change);
        limits.set(change, caller.getUserPrincipal().getName());
        return new LimitList(limits.of(change.userId()));
    }
}
