@NullMarked
package dev.florin.notification.asyncapi;

import org.jspecify.annotations.NullMarked;
