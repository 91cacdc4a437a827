@NullMarked
package dev.florin.notification.preference;

import org.jspecify.annotations.NullMarked;
