package dev.florin.wallet.insight;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Figures of many users, for the service that shows them on sockets. */
@Path("/internal/insight")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class FigureResource {
    private static final int MAX_USER_ID_LENGTH = 128;

    private final FigureService figures;
    private final CategoryService categories;

    FigureResource(FigureService figures, CategoryService categories) {
        this.figures = figures;
        this.categories = categories;
    }

    /**
     * Figures as they are at this moment; of who has none, zeros. Users of whom more has to be added up than one
     * request may are left out: ask again.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} for no users, more than
     *     {@value UserFigures.Order#MAX_USERS}, or one twice
     */
    @POST
    @Path("figures")
    @Operation(summary = "Show the spending figures of many users")
    public UserFigures.Answer figures(UserFigures.Order order) {
        Required.field("body", order);
        Required.field("users", order.users());
        List<String> users = order.users();
        if (users.isEmpty() || users.size() > UserFigures.Order.MAX_USERS) {
            throw Required.invalid("users", "names 1 to " + UserFigures.Order.MAX_USERS + " users");
        }
        users.forEach(FigureResource::check);
        if (users.stream().distinct().count() < users.size()) {
            throw Required.invalid("users", "names nobody twice");
        }
        return new UserFigures.Answer(figures.figures(users));
    }

    /**
     * Gives a category to everything of this user that has none and of whose merchant something is known.
     *
     * @throws FlorinException {@link ProblemType#FIGURES_BEHIND}
     */
    @POST
    @Path("auto-categorize")
    @Operation(summary = "Categorise one user's uncategorised transactions at known merchants")
    public InsightResource.Categorized categorise(UserFigures.Whom whom) {
        Required.field("body", whom);
        Required.field("user_id", whom.userId());
        check(whom.userId());
        return new InsightResource.Categorized(categories.categoriseAll(whom.userId()));
    }

    private static void check(String user) {
        Required.field("users", user);
        Required.atMost(MAX_USER_ID_LENGTH, "users", user);
    }
}
