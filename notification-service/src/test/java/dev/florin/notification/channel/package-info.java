@NullMarked
package dev.florin.notification.channel;

import org.jspecify.annotations.NullMarked;
