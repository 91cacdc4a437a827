package dev.florin.wallet.insight;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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

/** Figures for clients that poll; those of seed 003's sockets are the same. */
@Path("/api/bt-pay")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class InsightResource {
    private final FigureService figures;
    private final CategoryService categories;

    InsightResource(FigureService figures, CategoryService categories) {
        this.figures = figures;
        this.categories = categories;
    }

    /** @param categorized how many transactions have a category now that had none */
    public record Categorized(int categorized) {}

    /** @param category such as {@code food}; also one of the user's own */
    public record Choice(String category) {
        public Choice {
            Required.field("category", category);
        }
    }

    /** @param currency of the figures; the one that the caller pays in most often if absent */
    @GET
    @Path("dashboard")
    @Operation(summary = "Show the caller's spending: pending, today, this month and the latest")
    public DashboardView dashboard(@QueryParam("currency") @Nullable String currency, @Context SecurityContext caller) {
        return figures.dashboard(name(caller), currency);
    }

    /** What the bank has not made final, the newest first. */
    @GET
    @Path("pending")
    @Operation(summary = "List the caller's payments not final at the bank yet, newest first")
    public List<DashboardView.Pending> pending(
            @QueryParam("currency") @Nullable String currency, @Context SecurityContext caller) {
        return figures.pending(name(caller), currency);
    }

    /** The last 24 hours, one by one. */
    @GET
    @Path("hourly")
    @Operation(summary = "Show what the caller spent in each of the last 24 hours")
    public List<DashboardView.Hour> hourly(
            @QueryParam("currency") @Nullable String currency, @Context SecurityContext caller) {
        return figures.hourly(name(caller), currency);
    }

    /** What this month was spent on. */
    @GET
    @Path("categories")
    @Operation(summary = "Show what the caller spent this month, by category")
    public DashboardView.Categories categories(
            @QueryParam("currency") @Nullable String currency, @Context SecurityContext caller) {
        return figures.categories(name(caller), currency);
    }

    /** Gives a category to everything that has none and of whose merchant something is known. */
    @POST
    @Path("auto-categorize")
    @Operation(summary = "Categorise the caller's uncategorised transactions at known merchants")
    @Consumes(MediaType.WILDCARD)
    public Categorized categorise(@Context SecurityContext caller) {
        return new Categorized(categories.categoriseAll(name(caller)));
    }

    /** Puts a transaction into a category: 200; the same merchant's next ones are expected there as well. */
    @PUT
    @Path("transactions/{id}/category")
    @Operation(summary = "Set a transaction's category, and remember it for its merchant")
    public Choice choose(@PathParam("id") UUID id, Choice choice, @Context SecurityContext caller) {
        Required.field("body", choice);
        categories.choose(name(caller), id, choice.category());
        return choice;
    }

    private static String name(SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }
}
