package dev.florin.notification.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** {@code POST /internal/events}: what services have to tell, as CloudEvents 1.0 in batches. */
@Path("/internal/events")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EventResource {
    private static final String BATCH_OF_ONE = """
            [
              {
                "specversion": "1.0",
                "id": "019c1337-0000-7000-8000-000000000001:0",
                "source": "/wallet-service",
                "type": "payment_received",
                "time": "2026-01-31T09:30:00.120Z",
                "datacontenttype": "application/json",
                "data": {
                  "transfer_id": "019c1337-0000-7000-8000-000000000001",
                  "sender_id": "alice",
                  "recipient_id": "bob",
                  "amount": 12.50,
                  "currency": "USD",
                  "message": "lunch"
                },
                "audience": "bob",
                "topic": "transfer:019c1337-0000-7000-8000-000000000001"
              }
            ]""";

    private static final int MAX_EVENTS = 500;
    private static final TypeReference<List<EventEnvelope>> BATCH = new TypeReference<>() {};

    private final ArrivalService arrivals;

    EventResource(ArrivalService arrivals) {
        this.arrivals = arrivals;
    }

    /** @param accepted how many events the batch had; the same for a repeat */
    public record Receipt(int accepted) {}

    /**
     * Takes a batch in, all or nothing.
     *
     * @throws FlorinException {@link ProblemType#PAYLOAD_TOO_LARGE} beyond {@value #MAX_EVENTS} events,
     *     {@link ProblemType#UNKNOWN_EVENT_TYPE}, {@link ProblemType#INVALID_EVENT}
     */
    @POST
    @Operation(summary = "Take in a batch of events to tell users about, all or nothing")
    @RequestBody(
            content = {
                @Content(
                        mediaType = EventEnvelope.BATCH_MEDIA_TYPE,
                        schema = @Schema(implementation = JsonNode.class),
                        examples = @ExampleObject(name = "a payment", value = BATCH_OF_ONE)),
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = JsonNode.class),
                        examples = @ExampleObject(name = "a payment", value = BATCH_OF_ONE))
            })
    @Consumes({EventEnvelope.BATCH_MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @RolesAllowed(Caller.SERVICE)
    public Receipt ingest(byte[] body) throws IOException {
        List<EventEnvelope> envelopes = read(body);
        if (envelopes.size() > MAX_EVENTS) {
            throw new FlorinException(ProblemType.PAYLOAD_TOO_LARGE, "A batch has " + MAX_EVENTS + " events at most.");
        }
        arrivals.take(envelopes.stream().map(Arrival::of).toList());
        return new Receipt(envelopes.size());
    }

    private static List<EventEnvelope> read(byte[] body) throws IOException {
        try {
            List<EventEnvelope> batch = Json.mapper().readValue(body, BATCH);
            if (batch.contains(null)) {
                throw new FlorinException(ProblemType.INVALID_EVENT, "An event must be a JSON object.");
            }
            return batch;
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof FlorinException refused) {
                throw refused;
            }
            throw e;
        } catch (NullPointerException e) {
            throw new FlorinException(ProblemType.MALFORMED_JSON, "The body must be a JSON array of events.");
        }
    }
}
