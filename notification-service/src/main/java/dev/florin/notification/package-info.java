/** notification-service: the inbox, and the live feed over WebSockets. */
@NullMarked
package dev.florin.notification;

import org.jspecify.annotations.NullMarked;
