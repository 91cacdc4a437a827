/** What notification-service promises, proved against the running service. */
@NullMarked
package dev.florin.notification;

import org.jspecify.annotations.NullMarked;
