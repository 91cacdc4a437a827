package dev.florin.refund.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Whether refunds agree with the ledger and with the owners of what was paid for. */
@Path("/api/admin/refunds/reconciliation")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class ReconciliationResource {
    private final ReconciliationService reconciliation;
    private final Clock clock;

    ReconciliationResource(ReconciliationService reconciliation, Clock clock) {
        this.reconciliation = reconciliation;
        this.clock = clock;
    }

    /**
     * What stands, whichever replica found it.
     *
     * @param reconciled whether there is no difference
     * @param lastRun when the books were last compared; null before the first time
     * @param completeUntil up to when each book has been read, by its name: {@code ledger, owner:wallet} …
     * @param waiting what has happened and was not compared yet, because it is too young or its book could not be read
     * @param differenceCount of all, not only of those in the list
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(
            boolean success,
            boolean reconciled,
            @Nullable Instant lastRun,
            Map<String, Instant> completeUntil,
            long waiting,
            long differenceCount,
            List<Difference> differences,
            Instant timestamp) {}

    /** As it was found last. */
    @GET
    @Operation(summary = "Show the last comparison of refunds with the ledger and the owners")
    public View reconciliation() {
        ReconciliationService.Report report = reconciliation.report();
        return new View(
                true,
                report.differenceCount() == 0,
                report.reconciledAt(),
                report.completeUntil(),
                report.waiting(),
                report.differenceCount(),
                report.differences(),
                clock.instant());
    }

    /** Compares now, for whoever has put something right; if another replica is at it, answers what stands. */
    @POST
    @Operation(summary = "Compare refunds with the ledger and the owners now")
    public View reconcile() {
        reconciliation.reconcile();
        return reconciliation();
    }
}
