package dev.florin.notification.contact;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The caller's contacts: whose presence the caller sees, if they agree. */
@Path("/api/contacts")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RolesAllowed(Caller.USER)
@RunOnVirtualThread
public class ContactResource {
    private final ContactService contacts;

    ContactResource(ContactService contacts) {
        this.contacts = contacts;
    }

    @GET
    @Operation(summary = "List the caller's contacts, with their presence if they agree")
    public Contact.All all(@Context SecurityContext caller) {
        return new Contact.All(contacts.of(user(caller)));
    }

    /** Who has added the caller and waits to be added. */
    @GET
    @Path("/requests")
    @Operation(summary = "List users who added the caller and wait to be added")
    public Contact.Requests requests(@Context SecurityContext caller) {
        return new Contact.Requests(contacts.requestsTo(user(caller)));
    }

    /** 201; the same again is 200 and changes nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Add a user to the caller's contacts",
            description = "Two users see and may write to each other once each has added the other.")
    @APIResponse(responseCode = "200", description = "The contact was there")
    @APIResponseSchema(value = Contact.class, responseCode = "201", responseDescription = "Added")
    public RestResponse<Contact> add(Contact.Draft draft, @Context SecurityContext caller) {
        Required.field("body", draft);
        ContactService.Added added = contacts.add(user(caller), draft.userId());
        return RestResponse.status(
                added.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK, added.contact());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if the caller has no such contact */
    @DELETE
    @Path("/{user_id}")
    @Operation(summary = "Remove a user from the caller's contacts")
    public void remove(@RestPath("user_id") String userId, @Context SecurityContext caller) {
        contacts.remove(user(caller), userId);
    }

    private static String user(SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }
}
