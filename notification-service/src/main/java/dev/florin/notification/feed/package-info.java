/** Who is connected here, what they want, and how what happens reaches them in order. */
@NullMarked
package dev.florin.notification.feed;

import org.jspecify.annotations.NullMarked;
