package dev.florin.notification.socket;

import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Takes a user's tokens back, for operators. */
@Path("/api/admin/users/{id}/revoke")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RevocationResource {
    private static final int MAX_REASON_LENGTH = 500;

    private final RevocationService revocations;
    private final Clock clock;

    RevocationResource(RevocationService revocations, Clock clock) {
        this.revocations = revocations;
        this.clock = clock;
    }

    /** @param reason why, for those who ask later */
    public record RevocationRequest(@Nullable String reason) {}

    /** @param issuedBefore tokens made before, or within the same second, are refused */
    public record RevocationView(boolean success, String userId, Instant issuedBefore, Instant timestamp) {}

    /** Ends all sockets of a user and refuses the tokens issued until now, also those of users nobody has heard of. */
    @POST
    @Operation(summary = "Revoke a user's tokens issued until now, and end the user's sockets")
    public RevocationView revoke(
            @PathParam("id") String id, @Nullable RevocationRequest request, @Context SecurityContext caller) {
        if (id.isBlank() || id.length() > Caller.MAX_ID_LENGTH || id.chars().anyMatch(Character::isISOControl)) {
            throw Required.invalid("id", "is not the id of a user");
        }
        String reason = request == null || request.reason() == null ? "" : request.reason();
        if (reason.length() > MAX_REASON_LENGTH) {
            throw Required.invalid("reason", "has at most " + MAX_REASON_LENGTH + " characters");
        }
        Instant issuedBefore = revocations.revoke(id, caller.getUserPrincipal().getName(), reason);
        return new RevocationView(true, id, issuedBefore, clock.instant());
    }
}
