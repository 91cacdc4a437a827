package dev.florin.escrow.escrow;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Escrows, for other services. */
@Path("/internal/escrows")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class EscrowInternalResource {
    private final EscrowService escrows;

    EscrowInternalResource(EscrowService escrows) {
        this.escrows = escrows;
    }

    /** Who may follow an escrow: its buyer, then its seller. */
    public record Parties(List<String> parties) {}

    @GET
    @Path("{id}/parties")
    @Operation(summary = "List who may follow an escrow: its buyer, then its seller")
    public Parties parties(@PathParam("id") UUID id) {
        return new Parties(escrows.parties(id));
    }
}
