package dev.florin.notification.contact;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.notification.presence.Presence;
import dev.florin.notification.presence.PresenceService;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who knows whom. Adding somebody shows nothing of anybody; two users are contacts once each has added the other, and
 * stop to be when one of them removes the other. Ids are not checked: whether a user exists is nobody's business here.
 */
@Singleton
public class ContactService {
    private final ContactStore store;
    private final PresenceService presence;
    private final ContactConfig config;
    private final Clock clock;

    ContactService(ContactStore store, PresenceService presence, ContactConfig config, Clock clock) {
        this.store = store;
        this.presence = presence;
        this.config = config;
        this.clock = clock;
    }

    /** @param isNew false if the contact was there before */
    public record Added(Contact contact, boolean isNew) {}

    /** With the presence of those who agree to be seen. */
    public List<Contact> of(String userId) {
        List<Contact> all = store.list(userId);
        Map<String, Presence> seen = presence.of(
                all.stream().filter(Contact::mutual).map(Contact::userId).toList());
        return all.stream()
                .map(contact -> contact.mutual() ? contact.seen(seen.get(contact.userId())) : contact)
                .toList();
    }

    public List<Contact.Request> requestsTo(String userId) {
        return store.requests(userId, config.maxContacts());
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST}, {@link ProblemType#QUOTA_EXCEEDED} */
    public Added add(String userId, String contactId) {
        if (userId.equals(contactId)) {
            throw Required.invalid("user_id", "must be somebody else");
        }
        boolean isNew = store.add(userId, contactId, config.maxContacts(), clock.instant());
        Contact contact = store.one(userId, contactId)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.QUOTA_EXCEEDED, "A user has " + config.maxContacts() + " contacts at most."));
        if (isNew && contact.mutual()) {
            presence.introduce(userId, contactId);
        }
        return new Added(contact, isNew);
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} */
    public void remove(String userId, String contactId) {
        if (!store.remove(userId, contactId)) {
            throw new FlorinException(ProblemType.NOT_FOUND, "There is no such contact.");
        }
    }

    /** @return those of the others who are contacts of this user, both ways */
    public Set<String> mutual(String userId, Collection<String> others) {
        return others.isEmpty() ? Set.of() : store.mutual(userId, others);
    }

    /** @throws FlorinException {@link ProblemType#NOT_A_CONTACT} unless all of them are, both ways */
    public void requireMutual(String userId, Collection<String> others) {
        if (!mutual(userId, others).containsAll(others)) {
            throw new FlorinException(
                    ProblemType.NOT_A_CONTACT, "Each has to be a contact who has added the caller, too.");
        }
    }
}
