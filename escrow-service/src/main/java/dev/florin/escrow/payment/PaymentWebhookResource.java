package dev.florin.escrow.payment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.problem.Problem;
import dev.florin.common.trace.TraceFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** What the payment provider reports. It has no token: the signature over the body says who it is. */
@Path("/api/v1/webhooks/razorpay")
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class PaymentWebhookResource {
    private static final String PAYMENT = """
            {
              "event": "payment.captured",
              "payload": {
                "payment": {
                  "entity": {
                    "id": "pay_29QQoUBi66xm2f",
                    "order_id": "order_01a2f0c5d8de7a6f8d1e4c0f2b9a7e31",
                    "amount": 10000,
                    "currency": "USD"
                  }
                }
              }
            }""";

    private final PaymentWebhookService webhook;

    PaymentWebhookResource(PaymentWebhookService webhook) {
        this.webhook = webhook;
    }

    /** @param providerEventId what was taken in, now or before */
    public record PaymentReceipt(String providerEventId) {}

    /**
     * Takes an event in: 200 as soon as it is stored, whatever it leads to; the same event again changes nothing.
     *
     * @param signature the HMAC-SHA256 over the body as it is sent, in hex
     */
    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take in a signed report from the payment provider",
            description = "200 says that it is stored, whatever it leads to; the same event again changes nothing.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = JsonNode.class),
                            examples = @ExampleObject(name = "a payment", value = PAYMENT)))
    public PaymentReceipt take(
            @HeaderParam("X-Razorpay-Signature") @Nullable String signature,
            @HeaderParam("X-Razorpay-Event-Id") @Nullable String eventId,
            byte[] body,
            @Context RoutingContext http) {
        webhook.take(signature, eventId, body, TraceFilter.of(http).toString());
        return new PaymentReceipt(String.valueOf(eventId));
    }
}
