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

    private static final Map<String, List<ObjectNode>> BUILT = new ConcurrentHashMap<>();

    private Overlays() {}

    /** Copies, to be broken at will. */
    static List<ObjectNode> documents(String overlay) {
        return BUILT.computeIfAbsent(overlay, Overlays::build).stream()
                .map(ObjectNode::deepCopy)
                .toList();
    }

    private static List<ObjectNode> build(String overlay) {
        Kubectl kubectl = Kubectl.unpackedIn(Path.of("target/kubectl"));
        return Manifests.documents(kubectl.kustomize(Home.HERE.resolve(overlay)));
    }

    static Manifests manifests(String overlay) {
        return Manifests.of(documents(overlay));
    }
}
