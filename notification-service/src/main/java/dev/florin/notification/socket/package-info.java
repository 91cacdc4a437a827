/** WebSockets: who may connect, what travels on the wire, and when a connection ends. */
@NullMarked
package dev.florin.notification.socket;

import org.jspecify.annotations.NullMarked;
