package dev.florin.wallet.ledger;

import dev.florin.common.api.wallet.LedgerBatch;
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
import java.util.List;
import java.util.stream.IntStream;

/** The ledger for other services: they order movements, under ids that they make. */
@Path("/internal/ledger/transfers")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class LedgerResource {
    private final LedgerService ledger;
    private final MovementMapper movements;

    LedgerResource(LedgerService ledger, MovementMapper movements) {
        this.ledger = ledger;
        this.movements = movements;
    }

    /**
     * Orders a batch: 200 with one result per movement, also if some or all are refused. Repeating it changes nothing.
     */
    @POST
    @org.eclipse.microprofile.openapi.annotations.Operation(
            summary = "Order movements of money, all or none, or each alone",
            description = "200 also if some or all are refused: each movement has its own result.")
    public LedgerBatch.Results order(LedgerBatch batch, @Context RoutingContext http) {
        Required.field("body", batch);
        Required.field("mode", batch.mode());
        Required.field("transfers", batch.transfers());
        if (batch.transfers().isEmpty() || batch.transfers().size() > LedgerBatch.MAX_TRANSFERS) {
            throw Required.invalid("transfers", "has 1 to " + LedgerBatch.MAX_TRANSFERS + " movements");
        }
        String trace = TraceFilter.of(http).toString();
        List<Operation> operations =
                batch.transfers().stream().map(movements::operation).toList();
        List<Outcome> outcomes = switch (batch.mode()) {
            case ATOMIC -> ledger.apply(new Command(operations, trace));
            case INDEPENDENT ->
                ledger
                        .applyAll(operations.stream()
                                .map(operation -> Command.of(operation, trace))
                                .toList())
                        .stream()
                        .map(List::getFirst)
                        .toList();
        };
        return new LedgerBatch.Results(IntStream.range(0, outcomes.size())
                .mapToObj(i -> result(batch.transfers().get(i), outcomes.get(i)))
                .toList());
    }

    private static LedgerBatch.Result result(LedgerBatch.Movement movement, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Posted _ -> new LedgerBatch.Result(movement.id(), "posted", null);
            case Outcome.Refused refused ->
                new LedgerBatch.Result(
                        movement.id(), "refused", refused.reason().code());
            case Outcome.Reserved _, Outcome.Released _ ->
                throw new IllegalStateException("a movement is posted or refused, not " + outcome);
        };
    }
}
