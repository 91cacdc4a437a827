/** What a user spends, kept in memory while somebody looks at it, and shown to all of the user's dashboards. */
@NullMarked
package dev.florin.notification.dashboard;

import org.jspecify.annotations.NullMarked;
