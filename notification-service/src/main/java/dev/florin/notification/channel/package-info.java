/** Reaches users who are not connected: by e-mail and by Web Push, from rows, until it is done or given up. */
@NullMarked
package dev.florin.notification.channel;

import org.jspecify.annotations.NullMarked;
