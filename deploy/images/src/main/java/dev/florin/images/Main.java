package dev.florin.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import dev.florin.images.ServiceImage.Source;
import dev.florin.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes an image of every service: as files for {@code docker load}, one per platform, or straight into a registry,
 * all platforms under one name. Needs no Docker; the base comes from its registry, or from a file ({@code tar:///…}).
 */
public final class Main {
    private static final String USAGE = """
            Usage: Main VERSION REVISION CREATED BASE PLATFORMS (FOLDER | REGISTRY/PREFIX --push)
              CREATED    seconds since 1970
              BASE       an image with Java 25: eclipse-temurin:25-jre, or tar:///path/of/an/image.tar
              PLATFORMS  linux/amd64,linux/arm64""";

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 6) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Source source = new Source(arguments[0], arguments[1], Instant.ofEpochSecond(Long.parseLong(arguments[2])));
        String base = arguments[3];
        Set<Platform> platforms = platforms(arguments[4]);
        boolean push = Arrays.asList(arguments).contains("--push");
        for (Service service : Service.values()) {
            ServiceImage image = new ServiceImage(service, Path.of("").toAbsolutePath());
            if (push) {
                push(image, source, base, platforms, arguments[5]);
            } else {
                write(image, source, base, platforms, Path.of(arguments[5]));
            }
        }
    }

    static Set<Platform> platforms(String list) {
        return Arrays.stream(list.split(","))
                .map(platform -> platform.split("/", 2))
                .map(parts -> new Platform(parts[1], parts[0]))
                .collect(Collectors.toSet());
    }

    /** The image for these platforms; a base out of a file has one of its own. */
    static JibContainerBuilder builder(ServiceImage image, Source source, String base, Set<Platform> platforms)
            throws InvalidImageReferenceException, IOException {
        JibContainerBuilder builder = image.onTopOf(Jib.from(base), source);
        return base.startsWith(Jib.TAR_IMAGE_PREFIX) ? builder : builder.setPlatforms(platforms);
    }

    private static void push(ServiceImage image, Source source, String base, Set<Platform> platforms, String prefix)
            throws Exception {
        ImageReference target =
                ImageReference.parse(prefix + "/" + image.service().module() + ":" + source.version());
        CredentialRetrieverFactory credentials = CredentialRetrieverFactory.forImage(target, _ -> {});
        RegistryImage registry = RegistryImage.named(target)
                .addCredentialRetriever(credentials.dockerConfig())
                .addCredentialRetriever(credentials.wellKnownCredentialHelpers());
        JibContainer pushed = builder(image, source, base, platforms)
                .setFormat(ImageFormat.OCI)
                .containerize(Containerizer.to(registry));
        System.out.println(target + "@" + pushed.getDigest());
    }

    private static void write(ServiceImage image, Source source, String base, Set<Platform> platforms, Path folder)
            throws Exception {
        Files.createDirectories(folder);
        for (Platform platform : platforms) {
            Path file = folder.resolve(image.service().module() + "-" + platform.getArchitecture() + ".tar");
            builder(image, source, base, Set.of(platform))
                    .containerize(Containerizer.to(TarImage.at(file).named(image.name() + ":" + source.version())));
            System.out.println(file);
        }
    }
}
