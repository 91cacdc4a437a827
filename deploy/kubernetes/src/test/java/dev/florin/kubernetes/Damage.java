package dev.florin.kubernetes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.provider.Arguments;

/** Ways to break one object, and the question whether it is found. */
final class Damage {
    private Damage() {}

    /** An overlay with one object broken has a finding that contains these words. */
    static void assertFound(String overlay, String object, Consumer<ObjectNode> damage, String finding) {
        List<ObjectNode> documents = Overlays.documents(overlay);
        ObjectNode document = documents.stream()
                .filter(each -> (each.path("kind").asText() + "/"
                                + each.path("metadata").path("name").asText())
                        .replaceAll("-[a-z0-9]{10}$", "")
                        .equals(object))
                .findFirst()
                .orElseThrow();
        damage.accept(document);
        List<String> findings = Judge.findings(
                Manifests.of(documents.stream().filter(each -> !each.isEmpty()).toList()));
        assertTrue(findings.stream().anyMatch(each -> each.contains(finding)), () -> String.join("\n", findings));
    }

    static Arguments broken(String object, Consumer<ObjectNode> damage, String finding) {
        return Arguments.of(object, damage, finding);
    }

    static Consumer<ObjectNode> serving(Consumer<ObjectNode> damage) {
        return at("/spec/template/spec/containers/0", damage);
    }

    static Consumer<ObjectNode> pod(Consumer<ObjectNode> damage) {
        return at("/spec/template/spec", damage);
    }

    static Consumer<ObjectNode> at(String pointer, Consumer<ObjectNode> damage) {
        return document -> damage.accept((ObjectNode) document.requiredAt(pointer));
    }

    static ObjectNode get(ObjectNode node, String... path) {
        JsonNode found = node;
        for (String field : path) {
            found = found.required(field);
        }
        return (ObjectNode) found;
    }

    static ObjectNode variable(ObjectNode container, String name) {
        return StreamSupport.stream(container.required("env").spliterator(), false)
                .filter(variable -> variable.path("name").asText().equals(name))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
    }

    static void renamed(ObjectNode node, String from, String to) {
        node.set(to, node.remove(from));
    }

    static void dropped(ObjectNode document) {
        document.removeAll();
    }
}
