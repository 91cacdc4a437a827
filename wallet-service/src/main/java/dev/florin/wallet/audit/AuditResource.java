package dev.florin.wallet.audit;

import dev.florin.common.problem.Problem;
import dev.florin.common.security.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The books, re-derived from the first entry on. */
@Path("/api/admin/ledger/audit")
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class AuditResource {
    private final AuditService audit;

    AuditResource(AuditService audit) {
        this.audit = audit;
    }

    @GET
    @Operation(summary = "Audit the whole ledger now, from the first entry on")
    public AuditService.Report audit() {
        return audit.fromTheStart();
    }
}
