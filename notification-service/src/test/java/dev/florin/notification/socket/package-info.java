@NullMarked
package dev.florin.notification.socket;

import org.jspecify.annotations.NullMarked;
