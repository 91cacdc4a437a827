package dev.florin.notification.socket;

import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code POST /api/ws/tickets}: single use, 30 s. */
@Path("/api/ws/tickets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TicketResource {
    private final TicketService tickets;

    TicketResource(TicketService tickets) {
        this.tickets = tickets;
    }

    /** @param expiresIn seconds */
    public record TicketView(String ticket, long expiresIn) {}

    @POST
    @ResponseStatus(201)
    @RolesAllowed(Caller.USER)
    @Operation(summary = "Get a single-use ticket that opens one connection within seconds")
    @APIResponseSchema(value = TicketView.class, responseCode = "201", responseDescription = "Made")
    public TicketView sell(@Context SecurityContext security) {
        TicketService.Sold sold = tickets.sell((Caller) security.getUserPrincipal());
        return new TicketView(sold.ticket(), sold.expiresIn());
    }
}
