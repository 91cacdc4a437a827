package dev.florin.escrow.redpacket;

import dev.florin.common.idempotency.AnswerMapper;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Money in shares for whoever is first, or for those who are named. */
@Path("/api/red-packets")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RedPacketResource {
    private final FundingService funding;
    private final ClaimService claims;
    private final RedPacketService packets;

    RedPacketResource(FundingService funding, ClaimService claims, RedPacketService packets) {
        this.funding = funding;
        this.claims = claims;
        this.packets = packets;
    }

    /** Sends a red packet: its money is set aside at once, and its shares are cut. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send a red packet: set its money aside and cut it into shares")
    @APIResponseSchema(
            value = RedPacketView.class,
            responseCode = "201",
            responseDescription = "Made, or made before under the same key")
    public RestResponse<RedPacketView> create(
            RedPacketRequest request,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        Required.field("body", request);
        return AnswerMapper.created(funding.create(user(caller), key, request, trace(http)));
    }

    /**
     * The caller's red packets, newest first.
     *
     * @param role sent: by the caller; received: of which the caller has a share, with the share in claim_amount
     */
    @GET
    @Operation(summary = "List red packets that the caller sent or has a share of, newest first")
    public RedPacketService.RedPacketPage all(
            @QueryParam("role") @DefaultValue("sent") String role,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        TimeCursor.requireLimit(limit);
        return switch (role) {
            case "sent" -> packets.sent(user(caller), limit, cursor);
            case "received" -> packets.received(user(caller), limit, cursor);
            default -> throw Required.invalid("role", "is sent or received");
        };
    }

    /** For its sender and its named recipients; without named ones, for everybody who knows the id. */
    @GET
    @Path("{id}")
    @Operation(summary = "Show a red packet to its sender, or to whoever may claim it")
    public RedPacketView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return packets.packet(user(caller), id);
    }

    /** Takes a share, one per person; the sender gets none. Repeats answer the same. */
    @POST
    @Path("{id}/claim")
    @Operation(summary = "Claim a share of a red packet, one per person; the sender gets none")
    public RestResponse<ClaimView> claim(
            @PathParam("id") UUID id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        return AnswerMapper.ok(claims.claim(user(caller), id, key, trace(http)));
    }

    /** Takes back what nobody has claimed yet, for the sender; it is refunded. */
    @POST
    @Path("{id}/cancel")
    @Operation(summary = "Take back what nobody has claimed of the caller's own red packet")
    public RedPacketView cancel(
            @PathParam("id") UUID id, @Context SecurityContext caller, @Context RoutingContext http) {
        return packets.cancel(user(caller), id, trace(http));
    }

    private static String user(SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }

    private static String trace(RoutingContext http) {
        return TraceFilter.of(http).toString();
    }
}
