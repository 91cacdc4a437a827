package dev.florin.refund.admin;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.refund.refund.BooksService;
import dev.florin.refund.refund.Refund;
import dev.florin.refund.refund.RefundRecord;
import dev.florin.refund.sweep.Sweep;
import dev.florin.refund.sweep.SweepService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Refunds, for operators (seed 000). */
@Path("/api/admin/refunds")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RefundAdminResource {
    private static final int MAX_LIMIT = 500;

    private final BooksService books;
    private final SweepService sweeps;
    private final Clock clock;

    RefundAdminResource(BooksService books, SweepService sweeps, Clock clock) {
        this.books = books;
        this.sweeps = sweeps;
        this.clock = clock;
    }

    /** What is due and not back yet, longest first; what was given up is under {@code failed}. */
    @GET
    @Path("pending")
    @Operation(summary = "List refunds that are due and not back yet, longest due first")
    public AdminView.Pending pending(@QueryParam("limit") @DefaultValue("100") int limit) {
        BooksService.Page open = books.open(valid(limit));
        return new AdminView.Pending(
                true,
                open.totals().count(),
                open.totals().sum(),
                open.totals().byCurrency(),
                records(open),
                clock.instant());
    }

    /** The refund of a thing, whatever it is, with every attempt. */
    @GET
    @Path("{packet_id}")
    @Operation(summary = "Show the refund of one thing by that thing's id, with every attempt")
    public AdminView.One one(@PathParam("packet_id") UUID packetId) {
        BooksService.Looked looked = books.refundOf(packetId);
        RefundRecord refund = RefundRecord.of(looked.refund());
        Refund.Thing thing = looked.refund().thing();
        boolean isBack = looked.refund().state() == Refund.State.COMPLETED;
        return new AdminView.One(
                true,
                packetId,
                isBack ? "refunded" : refund.status(),
                refund.refundAmount(),
                thing.claimed(),
                thing.total(),
                refund.currency(),
                refund,
                looked.attempts());
    }

    /**
     * Gives back what is due, now; joins the sweeps that are running already, in whichever replica, and answers with
     * all that they did together.
     */
    @POST
    @Path("process")
    @Operation(summary = "Give back what is due now, and wait for the result")
    public AdminView.Processed process(@Context SecurityContext caller) {
        Sweep sweep = sweeps.process("admin:" + caller.getUserPrincipal().getName());
        return new AdminView.Processed(
                sweep.unreachable().isEmpty(),
                ProcessResult.Results.of(sweep.byReason(), sweep.endedAt()),
                new TreeSet<>(sweep.unreachable()),
                clock.instant());
    }

    /** What is back, newest first. */
    @GET
    @Path("history")
    @Operation(summary = "List completed refunds of all users, newest first")
    public AdminView.History history(@QueryParam("limit") @DefaultValue("100") int limit) {
        BooksService.Page completed = books.completed(valid(limit));
        return new AdminView.History(
                true,
                completed.totals().count(),
                completed.totals().sum(),
                completed.totals().byCurrency(),
                records(completed),
                clock.instant());
    }

    /** Whether it works, and what it has done. */
    @GET
    @Path("processor-status")
    @Operation(summary = "Show whether refunds are being given back now, and totals so far")
    public AdminView.Status status() {
        SweepStatus status =
                SweepStatus.of(books.isProcessing(), sweeps.lastRun().orElse(null), books.completedTotals());
        return new AdminView.Status(true, status, clock.instant());
    }

    /** What could not be given back after many tries, or is not owed in its owner's eyes: the operator's queue. */
    @GET
    @Path("failed")
    @Operation(summary = "List refunds that failed for good and need an operator")
    public AdminView.Failed failed(@QueryParam("limit") @DefaultValue("100") int limit) {
        BooksService.Page failed = books.failed(valid(limit));
        return new AdminView.Failed(
                true,
                failed.totals().count(),
                failed.totals().sum(),
                failed.totals().byCurrency(),
                records(failed),
                clock.instant());
    }

    /** Has a failed refund tried again, with all its tries. {@code id} is the refund's. */
    @POST
    @Path("{id}/retry")
    @Operation(summary = "Have a failed refund tried again, by the refund's own id")
    public AdminView.Retried retry(@PathParam("id") UUID id, @Context SecurityContext caller) {
        Refund refund = books.retry(id, caller.getUserPrincipal().getName());
        return new AdminView.Retried(true, RefundRecord.of(refund), clock.instant());
    }

    private static List<RefundRecord> records(BooksService.Page page) {
        return page.refunds().stream().map(RefundRecord::of).toList();
    }

    private static int valid(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
        return limit;
    }
}
