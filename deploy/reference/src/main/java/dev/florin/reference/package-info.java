/** Derives deploy/CONFIGURATION.md from the sources, and holds what stands in deploy against what the services are. */
@NullMarked
package dev.florin.reference;

import org.jspecify.annotations.NullMarked;
