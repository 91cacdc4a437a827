package dev.florin.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects of an overlay, each in the class of its kind.
 *
 * @param items in the order in which they are applied
 * @param findings what could not be read strictly: a field that its kind does not have, a number where a text belongs
 */
public record Manifests(List<Item> items, List<String> findings) {
    public Manifests {
        items = List.copyOf(items);
        findings = List.copyOf(findings);
    }

    /** @param id {@code Deployment/wallet-service} */
    public record Item(String id, Object body) {}

    /** The documents of a YAML stream as they are written, to be read by {@link #of}. */
    public static List<ObjectNode> documents(String yaml) {
        YAMLMapper mapper = new YAMLMapper();
        try (MappingIterator<ObjectNode> documents =
                mapper.readerFor(ObjectNode.class).readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads each document strictly. */
    public static Manifests of(List<ObjectNode> documents) {
        List<Item> items = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (ObjectNode document : documents) {
            String id = text(document, "kind") + "/" + text(document.path("metadata"), "name");
            String kind = text(document, "apiVersion") + " " + text(document, "kind");
            Optional<Class<?>> type = Kinds.of(kind);
            if (type.isEmpty()) {
                findings.add(id + ": nobody here knows " + kind);
                continue;
            }
            try {
                items.add(new Item(
                        id, StrictReader.read(document, type.get(), fault -> findings.add(id + ": " + fault))));
            } catch (JsonProcessingException e) {
                findings.add(id + ": " + e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Manifests(items, findings);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("(no " + field + ")");
    }

    /** All objects of a kind. */
    public <T> List<T> all(Class<T> kind) {
        return items.stream()
                .map(Item::body)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The object of a kind that has this name, without the hash that a generator puts behind it. */
    public <T> Optional<T> named(Class<T> kind, String name) {
        String id = kind.getSimpleName() + "/" + name;
        return items.stream()
                .filter(item -> kind.isInstance(item.body()))
                .filter(item -> item.id().equals(id) || item.id().matches("\\Q" + id + "\\E-[a-z0-9]{10}"))
                .map(Item::body)
                .map(kind::cast)
                .findFirst();
    }
}
