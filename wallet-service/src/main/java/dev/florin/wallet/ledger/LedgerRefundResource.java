package dev.florin.wallet.ledger;

import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What the ledger gave back, for the service that keeps the books of refunds and compares. */
@Path("/internal/ledger/refunds")
@RolesAllowed(Caller.SERVICE)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class LedgerRefundResource {
    private final LedgerRefundStore refunds;
    private final LedgerConfig config;
    private final Clock clock;

    LedgerRefundResource(LedgerRefundStore refunds, LedgerConfig config, Clock clock) {
        this.refunds = refunds;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Oldest first, as far as nothing older can come any more.
     *
     * @param since only what was given back then or later (RFC 3339, in UTC); from the beginning if absent
     * @param cursor goes on where a page ended; since no longer counts
     * @param limit 1 to 500
     */
    @GET
    @org.eclipse.microprofile.openapi.annotations.Operation(summary = "List the ledger's own refunds, oldest first")
    public LedgerRefunds list(
            @QueryParam("since") @Nullable String since,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        TimeCursor.requireLimit(limit);
        Instant from = Required.time("since", since);
        TimeCursor place = TimeCursor.upwards(from == null ? Instant.EPOCH : from, cursor);
        Instant until = clock.instant().minus(config.settles()).truncatedTo(ChronoUnit.MILLIS);
        TimePage<LedgerRefunds.Item> page = TimePage.of(
                refunds.after(place, until, limit + 1), limit, item -> new TimeCursor(item.createdAt(), item.id()));
        return new LedgerRefunds(page.items(), until, page.nextCursor());
    }
}
