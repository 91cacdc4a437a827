/** What administrators say to many: stored as notifications, once per request, and on record. */
@NullMarked
package dev.florin.notification.broadcast;

import org.jspecify.annotations.NullMarked;
