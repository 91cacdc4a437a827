@NullMarked
package dev.florin.notification.dashboard;

import org.jspecify.annotations.NullMarked;
