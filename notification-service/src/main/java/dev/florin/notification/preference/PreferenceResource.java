package dev.florin.notification.preference;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What the caller wants to be told beside the inbox. */
@Path("/api/notifications/preferences")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class PreferenceResource {
    private final PreferenceService preferences;

    PreferenceResource(PreferenceService preferences) {
        this.preferences = preferences;
    }

    @GET
    @Operation(summary = "Show how the caller wants to be notified beside the inbox")
    public Preferences get(@Context SecurityContext caller) {
        return preferences.of(caller.getUserPrincipal().getName());
    }

    /**
     * Replaces them as a whole; what is left out has its default.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    @PUT
    @Operation(
            summary = "Replace all of the caller's notification preferences",
            description = "What is left out gets its default, and does not stay as it was.")
    public Preferences put(Preferences wanted, @Context SecurityContext caller) {
        Required.field("body", wanted);
        return preferences.put(caller.getUserPrincipal().getName(), wanted);
    }
}
