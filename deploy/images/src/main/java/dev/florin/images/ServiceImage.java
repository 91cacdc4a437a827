package dev.florin.images;

import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import dev.florin.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The image of one service: the same that {@code Dockerfile.jvm} makes, but for the AOT cache, which only a JVM of the
 * image itself could make.
 *
 * @param home the top folder of the repository, with the service packaged
 */
record ServiceImage(Service service, Path home) {
    /** A number, so that Kubernetes can see that it is not root; no such user has to exist. */
    static final String USER = "10001:10001";

    static final String FOLDER = "/florin";

    static final List<String> ENTRYPOINT = List.of("java", "@/florin/jvm.options", "-jar", "/florin/quarkus-run.jar");

    /** What depends on the size of the container, for who runs it to replace. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("JDK_JAVA_OPTIONS", "-XX:MaxRAMPercentage=65.0 -XX:+UseSerialGC");

    private static final FilePermissions READABLE = FilePermissions.fromOctalString("555");

    /** @throws IllegalStateException if the service is not packaged, or not with its bill of materials */
    ServiceImage {
        if (!Files.exists(packaged(home, service).resolve("quarkus-run.jar"))) {
            throw new IllegalStateException(service.module() + " is not packaged: run make images.");
        }
        if (!Files.exists(bom(home, service))) {
            throw new IllegalStateException(service.module()
                    + " is packaged without its bill of materials: run make images, or Maven with -Pimages.");
        }
    }

    private static Path packaged(Path home, Service service) {
        return home.resolve(service.module()).resolve("target/quarkus-app");
    }

    private static Path bom(Path home, Service service) {
        return home.resolve(service.module()).resolve("target/bom.json");
    }

    /** {@code florin/wallet-service}. */
    String name() {
        return "florin/" + service.module();
    }

    /** Puts the service on top of its base; what changes least comes first. */
    JibContainerBuilder onTopOf(JibContainerBuilder base, Source source) throws IOException {
        Path packaged = packaged(home, service);
        FileEntriesLayer.Builder fixed =
                layer("options").addEntry(home.resolve("deploy/images/jvm.options"), inside("jvm.options"), READABLE);
        FileEntriesLayer.Builder start = layer("start")
                .addEntry(packaged.resolve("quarkus-run.jar"), inside("quarkus-run.jar"), READABLE)
                .addEntry(bom(home, service), inside("bom.json"), READABLE);
        return base.setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get(FOLDER))
                .setEntrypoint(ENTRYPOINT)
                .setEnvironment(ENVIRONMENT)
                .setExposedPorts(Port.tcp(service.port()))
                .setLabels(source.labels(name()))
                .setCreationTime(source.created())
                .setFileEntriesLayers(
                        fixed.build(),
                        folder(packaged, "lib"),
                        folder(packaged, "quarkus"),
                        folder(packaged, "app"),
                        start.build());
    }

    private static FileEntriesLayer folder(Path packaged, String name) throws IOException {
        return layer(name)
                .addEntryRecursive(packaged.resolve(name), inside(name), (_, _) -> READABLE)
                .build();
    }

    private static FileEntriesLayer.Builder layer(String name) {
        return FileEntriesLayer.builder().setName(name);
    }

    private static AbsoluteUnixPath inside(String path) {
        return AbsoluteUnixPath.get(FOLDER + "/" + path);
    }

    /**
     * Where an image comes from.
     *
     * @param version of the product
     * @param revision the commit
     * @param created of the commit, so that the same sources make the same image
     */
    record Source(String version, String revision, Instant created) {
        private Map<String, String> labels(String name) {
            return Map.of(
                    "org.opencontainers.image.title",
                    name,
                    "org.opencontainers.image.description",
                    "Florin: money that moves, and tells at once",
                    "org.opencontainers.image.licenses",
                    "Apache-2.0",
                    "org.opencontainers.image.vendor",
                    "Florin",
                    "org.opencontainers.image.version",
                    version,
                    "org.opencontainers.image.revision",
                    revision,
                    "org.opencontainers.image.created",
                    created.toString());
        }
    }
}
