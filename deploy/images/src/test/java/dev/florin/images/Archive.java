package dev.florin.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * An image as {@code docker save} writes it, unpacked.
 *
 * @param folder with {@code manifest.json} and what it names
 */
record Archive(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes an image with nothing in it: what a base image is for who wants to see only what is put on top. */
    static void writeEmpty(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            put(tar, "empty.tar", new byte[1024]);
            put(tar, "config.json", """
                    {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[
                    "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"]}}""".getBytes(StandardCharsets.UTF_8));
            put(
                    tar,
                    "manifest.json",
                    "[{\"Config\":\"config.json\",\"RepoTags\":null,\"Layers\":[\"empty.tar\"]}]"
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    static Archive unpack(Path file, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            untar(in, folder);
        }
        return new Archive(folder);
    }

    /** What the image says about how it is run. */
    JsonNode config() throws IOException {
        return JSON.readTree(folder.resolve(manifest().path("Config").asText()).toFile())
                .path("config");
    }

    /** Lays the image's files down below a folder, as a container would see them. */
    void layDown(Path root) throws IOException {
        for (JsonNode layer : manifest().path("Layers")) {
            Path file = folder.resolve(layer.asText());
            if (Files.size(file) == 1024) {
                continue;
            }
            try (InputStream in = new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                untar(in, root);
            }
        }
    }

    private JsonNode manifest() throws IOException {
        return JSON.readTree(folder.resolve("manifest.json").toFile()).get(0);
    }

    private static void untar(InputStream in, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Path parent = target.getParent();
                    if (parent != null) {
                        Files.createDirectories(parent);
                    }
                    Files.copy(tar, target);
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(permissions(entry.getMode())));
                }
            }
        }
    }

    private static String permissions(int mode) {
        StringBuilder text = new StringBuilder();
        List.of(6, 3, 0).forEach(shift -> {
            int bits = mode >> shift;
            text.append((bits & 4) != 0 ? 'r' : '-')
                    .append((bits & 2) != 0 ? 'w' : '-')
                    .append((bits & 1) != 0 ? 'x' : '-');
        });
        return text.toString();
    }
}
