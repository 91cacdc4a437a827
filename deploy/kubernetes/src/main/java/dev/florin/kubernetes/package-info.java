/** Reads what Kustomize makes of the manifests, and says where they do not fit the services. */
@NullMarked
package dev.florin.kubernetes;

import org.jspecify.annotations.NullMarked;
