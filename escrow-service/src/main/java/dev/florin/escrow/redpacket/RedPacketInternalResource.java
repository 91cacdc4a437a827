package dev.florin.escrow.redpacket;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Red packets, for other services. */
@Path("/internal/red-packets")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RedPacketInternalResource {
    private final RedPacketService packets;

    RedPacketInternalResource(RedPacketService packets) {
        this.packets = packets;
    }

    /** How many there are, and how many shares were claimed; a few seconds old. */
    @GET
    @Path("stats")
    @Operation(summary = "Count red packets and their claimed shares")
    public RedPacketStats stats() {
        return packets.stats();
    }
}
