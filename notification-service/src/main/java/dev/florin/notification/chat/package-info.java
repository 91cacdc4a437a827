/** What people say to each other: rooms of two or more, in one order per room, kept for a day. */
@NullMarked
package dev.florin.notification.chat;

import org.jspecify.annotations.NullMarked;
