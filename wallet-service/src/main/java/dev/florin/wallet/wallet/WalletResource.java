package dev.florin.wallet.wallet;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** A user's own wallets. */
@Path("/api/wallets")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class WalletResource {
    private final WalletService wallets;

    WalletResource(WalletService wallets) {
        this.wallets = wallets;
    }

    /** @param currency code of the asset: {@code USD} */
    public record OpenWallet(String currency) {
        public OpenWallet {
            Required.field("currency", currency);
        }
    }

    /** All wallets of the caller. */
    public record Wallets(List<WalletView> wallets) {}

    /** Opens a wallet: 201; or 200 with the one that is there. */
    @POST
    @Operation(summary = "Open a wallet in a currency, or get the one that is there")
    @APIResponse(responseCode = "200", description = "It was there")
    @APIResponseSchema(value = WalletView.class, responseCode = "201", responseDescription = "Opened")
    public RestResponse<WalletView> open(
            OpenWallet request, @Context SecurityContext caller, @Context RoutingContext http) {
        Required.field("body", request);
        WalletService.Opened opened = wallets.open(
                caller.getUserPrincipal().getName(),
                request.currency(),
                TraceFilter.of(http).toString());
        RestResponse.Status status = opened.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        return RestResponse.status(status, opened.wallet());
    }

    @GET
    @Operation(summary = "List the caller's wallets")
    public Wallets all(@Context SecurityContext caller) {
        return new Wallets(wallets.wallets(caller.getUserPrincipal().getName()));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's wallets")
    public WalletView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return wallets.wallet(caller.getUserPrincipal().getName(), id);
    }
}
