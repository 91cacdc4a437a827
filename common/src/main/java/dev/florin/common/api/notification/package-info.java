/** Records that other services exchange with notification-service. */
@NullMarked
package dev.florin.common.api.notification;

import org.jspecify.annotations.NullMarked;
