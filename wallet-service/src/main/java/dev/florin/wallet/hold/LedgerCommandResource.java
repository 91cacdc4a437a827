package dev.florin.wallet.hold;

import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.api.wallet.LedgerCommandBatch;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Movements and holds of other services that stand and fall together. */
@Path("/internal/ledger/commands")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class LedgerCommandResource {
    private final LedgerCommandService commands;

    LedgerCommandResource(LedgerCommandService commands) {
        this.commands = commands;
    }

    /** All steps or none: 200 with one result per step, also if they are refused. Repeating it changes nothing. */
    @POST
    @Operation(
            summary = "Apply all steps of one ledger command, or none",
            description = "200 also if they are refused: each step has its own result.")
    public LedgerBatch.Results apply(LedgerCommand command, @Context RoutingContext http) {
        Required.field("body", command);
        return commands.apply(command.steps(), TraceFilter.of(http).toString());
    }

    /** Several commands, each for itself: 200 with one answer per command. Repeating it changes nothing. */
    @POST
    @Path("/batch")
    @Operation(
            summary = "Apply several ledger commands, each for itself",
            description = "200 also if some are refused: each command has its own answer.")
    public LedgerCommandBatch.Answers applyAll(LedgerCommandBatch batch, @Context RoutingContext http) {
        Required.field("body", batch);
        Required.field("commands", batch.commands());
        if (batch.commands().isEmpty() || batch.commands().size() > LedgerCommandBatch.MAX_COMMANDS) {
            throw Required.invalid("commands", "are 1 to " + LedgerCommandBatch.MAX_COMMANDS);
        }
        return commands.applyAll(batch.commands(), TraceFilter.of(http).toString());
    }
}
