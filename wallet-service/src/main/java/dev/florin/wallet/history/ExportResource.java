package dev.florin.wallet.history;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What moved on the caller's wallets, as a file. */
@Path("/api/wallet/transactions/export")
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
@Produces({"text/csv", "application/x-ofx", MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class ExportResource {
    private final ExportService exports;
    private final HistoryConfig config;
    private final Clock clock;

    ExportResource(ExportService exports, HistoryConfig config, Clock clock) {
        this.exports = exports;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Everything that the filters let through, wallet by wallet, oldest first: {@code format} is csv, ofx or json. 503
     * if too many exports are running, 429 if too many of them are the caller's.
     */
    @GET
    @Operation(summary = "Download the caller's transactions as CSV, OFX or JSON, oldest first")
    public Response export(
            @BeanParam HistoryResource.Filters filters,
            @QueryParam("format") @DefaultValue("csv") String format,
            @Context SecurityContext caller,
            @Context RoutingContext http) {
        ExportFormat wanted = ExportFormat.of(format);
        ExportService.Export export = exports.begin(caller.getUserPrincipal().getName(), filters.query(), wanted);
        ExportMapper.ExportFile file = new ExportMapper.ExportFile(export, http);
        long watch = http.vertx().setPeriodic(config.exportPatience().toMillis() / 2, _ -> {
            if (export.isStuck()) {
                file.cut();
            }
        });
        http.addEndHandler(_ -> {
            http.vertx().cancelTimer(watch);
            export.abandon();
        });
        // Not typed: the writer is then looked up by what is really there.
        return Response.ok(file, wanted.mediaType())
                .header("Content-Disposition", "attachment; filename=\"" + fileName(wanted) + "\"")
                .header("Cache-Control", "no-store")
                .build();
    }

    private String fileName(ExportFormat format) {
        return "florin-transactions-" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + "." + format.extension();
    }
}
