@NullMarked
package dev.florin.notification.presence;

import org.jspecify.annotations.NullMarked;
