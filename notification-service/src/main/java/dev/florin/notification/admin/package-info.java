/** How the whole system stands, for operators: asked of all services at once, with whatever they answer in time. */
@NullMarked
package dev.florin.notification.admin;

import org.jspecify.annotations.NullMarked;
