/** What each user was told: taken in idempotently, kept in one sequence per user, listed and marked as read. */
@NullMarked
package dev.florin.notification.inbox;

import org.jspecify.annotations.NullMarked;
