package dev.florin.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What Kustomize makes of each overlay, made once. */
final class Overlays {
    /** Beside the two that are for use: one with each component that neither of them takes. */
    static final List<String> ALL =
            List.of("overlays/local", "overlays/production", "src/test/kustomize/other-choices");

    private static final Map<String, String> BUILT = new ConcurrentHashMap<>();

    private Overlays() {}

    static List<ObjectNode> documents(String overlay) {
        return Manifests.documents(BUILT.computeIfAbsent(
                overlay, name -> Kubectl.unpackedIn(Path.of("target/kubectl")).kustomize(Home.HERE.resolve(name))));
    }

    static Manifests manifests(String overlay) {
        return Manifests.of(documents(overlay));
    }
}
