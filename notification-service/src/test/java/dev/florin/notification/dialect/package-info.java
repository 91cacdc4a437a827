@NullMarked
package dev.florin.notification.dialect;

import org.jspecify.annotations.NullMarked;
