package dev.florin.refund.admin;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import dev.florin.refund.refund.BooksService;
import dev.florin.refund.sweep.SweepService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** How the processor stands, for the service that shows operators the whole system. */
@Path("/internal/refunds/processor-status")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class ProcessorStatusResource {
    private final BooksService books;
    private final SweepService sweeps;

    ProcessorStatusResource(BooksService books, SweepService sweeps) {
        this.books = books;
        this.sweeps = sweeps;
    }

    @GET
    @Operation(summary = "Show how the refund processor stands, for other services")
    public SweepStatus status() {
        return SweepStatus.of(books.isProcessing(), sweeps.lastRun().orElse(null), books.completedTotals());
    }
}
