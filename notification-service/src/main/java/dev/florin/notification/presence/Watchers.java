package dev.florin.notification.presence;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Who may see whom.
 *
 * <p>A seam that keeps the packages apart: whose contacts they are is decided elsewhere.
 */
public interface Watchers {
    /** @return for each of these users who has any, those who may see them; one query */
    Map<String, Set<String>> of(Collection<String> users);
}
