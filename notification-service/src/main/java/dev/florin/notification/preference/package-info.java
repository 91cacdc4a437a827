/** What each user wants to be told beside the inbox, on which channels, and when not. */
@NullMarked
package dev.florin.notification.preference;

import org.jspecify.annotations.NullMarked;
