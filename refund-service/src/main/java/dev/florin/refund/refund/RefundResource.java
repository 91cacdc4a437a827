package dev.florin.refund.refund;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What users get back. */
@Path("/api/refunds")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RefundResource {
    private static final int MAX_LIMIT = 500;
    private static final UUID END = new UUID(-1, -1);

    private final BooksService books;

    RefundResource(BooksService books) {
        this.books = books;
    }

    /** @param nextCursor what to send as {@code cursor} for the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Refunds(
            List<RefundView> refunds, @Nullable String nextCursor) {}

    /** The caller's own, newest first. */
    @GET
    @Operation(summary = "List the caller's own refunds, newest first")
    public Refunds list(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context SecurityContext caller) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
        List<Refund> refunds = books.of(caller.getUserPrincipal().getName(), after(cursor), limit);
        return new Refunds(
                refunds.stream().map(RefundView::of).toList(),
                refunds.size() == limit ? refunds.getLast().id().toString() : null);
    }

    /** One of the caller's own. */
    @GET
    @Path("{id}")
    @Operation(summary = "Show one of the caller's own refunds")
    public RefundView one(@PathParam("id") UUID id, @Context SecurityContext caller) {
        return RefundView.of(books.refund(caller.getUserPrincipal().getName(), id));
    }

    private static UUID after(@Nullable String cursor) {
        try {
            return cursor == null ? END : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }
}
