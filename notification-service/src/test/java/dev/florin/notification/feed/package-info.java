@NullMarked
package dev.florin.notification.feed;

import org.jspecify.annotations.NullMarked;
