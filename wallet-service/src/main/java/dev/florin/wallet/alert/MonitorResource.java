package dev.florin.wallet.alert;

import dev.florin.common.money.Asset;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What happened in the last minutes, for operators (seed 004, 2.3). */
@Path("/api/admin/transactions/monitor")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class MonitorResource {
    private static final int MAX_MINUTES = 7 * 24 * 60;

    private final MonitorService monitor;

    MonitorResource(MonitorService monitor) {
        this.monitor = monitor;
    }

    /** Counts and sums over the last minutes, a week at most. */
    @GET
    @Operation(summary = "Count and sum the transactions of the last minutes, a week at most")
    public MonitorView monitor(
            @QueryParam("minutes") @DefaultValue("60") int minutes, @QueryParam("currency") @Nullable String currency) {
        if (minutes < 1 || minutes > MAX_MINUTES) {
            throw Required.invalid("minutes", "is between 1 and " + MAX_MINUTES);
        }
        return monitor.monitor(minutes, currency == null ? null : Asset.of(currency));
    }
}
