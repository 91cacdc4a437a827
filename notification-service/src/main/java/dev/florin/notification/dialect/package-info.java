/** One pure translator per client protocol, and one socket each that connects it to the feed. */
@NullMarked
package dev.florin.notification.dialect;

import org.jspecify.annotations.NullMarked;
