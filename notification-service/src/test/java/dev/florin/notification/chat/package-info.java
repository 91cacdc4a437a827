@NullMarked
package dev.florin.notification.chat;

import org.jspecify.annotations.NullMarked;
