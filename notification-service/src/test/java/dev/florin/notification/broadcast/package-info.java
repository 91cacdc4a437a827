@NullMarked
package dev.florin.notification.broadcast;

import org.jspecify.annotations.NullMarked;
