package dev.florin.notification.channel;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The caller's browsers that may be woken by Web Push. */
@Path("/api/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class PushResource {
    private final SubscriptionService subscriptions;

    PushResource(SubscriptionService subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** What browsers make subscriptions with. */
    public record VapidKey(String publicKey) {}

    /** A browser's keys, base64url. */
    public record Keys(String p256dh, String auth) {
        public Keys {
            Required.field("keys.p256dh", p256dh);
            Required.field("keys.auth", auth);
        }
    }

    /** As a browser writes it ({@code PushSubscription.toJSON()}). */
    public record SubscriptionRequest(
            String endpoint,
            Keys keys,

            @JsonAlias("expirationTime") @Nullable Long expirationTime) {
        public SubscriptionRequest {
            Required.field("endpoint", endpoint);
            Required.field("keys", keys);
        }
    }

    public record Subscribed(UUID subscriptionId) {}

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if there is no Web Push here */
    @GET
    @Path("/vapid-key")
    @Operation(summary = "Get the public key with which browsers subscribe to Web Push")
    public VapidKey vapidKey() {
        return new VapidKey(subscriptions.publicKey());
    }

    /** Subscribes a browser; again, and with other keys, is the same subscription. */
    @POST
    @Path("/push-subscriptions")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(summary = "Subscribe one of the caller's browsers to Web Push")
    @APIResponseSchema(value = Subscribed.class, responseCode = "201", responseDescription = "Subscribed")
    public Subscribed subscribe(SubscriptionRequest request, @Context SecurityContext caller) {
        Required.field("body", request);
        Keys keys = request.keys();
        return new Subscribed(subscriptions.subscribe(
                caller.getUserPrincipal().getName(), request.endpoint(), keys.p256dh(), keys.auth()));
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if the caller has none with this id */
    @DELETE
    @Path("/push-subscriptions/{id}")
    @Operation(summary = "End one of the caller's Web Push subscriptions")
    public void unsubscribe(@RestPath String id, @Context SecurityContext caller) {
        subscriptions.unsubscribe(caller.getUserPrincipal().getName(), uuid(id));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new FlorinException(ProblemType.NOT_FOUND, "There is no such subscription.");
        }
    }
}
