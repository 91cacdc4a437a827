@NullMarked
package dev.florin.notification.inbox;

import org.jspecify.annotations.NullMarked;
