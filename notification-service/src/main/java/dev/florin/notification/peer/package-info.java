/** Calls to the other services. */
@NullMarked
package dev.florin.notification.peer;

import org.jspecify.annotations.NullMarked;
