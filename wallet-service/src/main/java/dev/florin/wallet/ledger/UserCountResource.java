package dev.florin.wallet.ledger;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How many users there are, for the service that shows operators the whole system. */
@Path("/internal/users/count")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class UserCountResource {
    private final UserCountStore users;

    UserCountResource(UserCountStore users) {
        this.users = users;
    }

    /** @param count of those who have a wallet */
    public record UserCount(long count) {}

    @GET
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "Count the users who have a wallet")
    public UserCount count() {
        return new UserCount(users.users());
    }
}
