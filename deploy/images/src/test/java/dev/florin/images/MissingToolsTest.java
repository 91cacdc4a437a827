package dev.florin.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where neither an engine for containers nor a GraalVM is at hand, the scripts say so at once, and what helps. */
class MissingToolsTest {
    private static final List<String> BROKEN = List.of("docker", "podman", "native-image");

    @TempDir
    Path home;

    @BeforeEach
    void breakTools() throws IOException {
        Path folder = Files.createDirectories(home.resolve("bin"));
        for (String tool : BROKEN) {
            Path file = Files.writeString(folder.resolve(tool), "#!/bin/sh\nexit 1\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String refusalOf(String script) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", Path.of(script).toAbsolutePath().toString()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", home.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("HOME", home.toString());
        environment.keySet().removeAll(List.of("JAVA_HOME", "GRAALVM_HOME", "JIB", "NATIVE", "PUSH"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        return said;
    }

    @Test
    void imagesNeedAnEngineOrJib() throws Exception {
        String said = refusalOf("build.sh");
        assertTrue(said.startsWith("Neither Docker nor Podman runs here."), said);
        assertTrue(said.contains("make images JIB=1"), said);
    }

    @Test
    void nativeExecutablesNeedGraalVmOrAnEngine() throws Exception {
        assumeTrue(isEmpty("/opt") && isEmpty("/usr/lib/jvm"), "there is a GraalVM");
        String said = refusalOf("native.sh");
        assertTrue(said.startsWith("GraalVM 25 is missing"), said);
        assertTrue(said.contains("GRAALVM_HOME"), said);
    }

    private static boolean isEmpty(String folder) throws IOException {
        if (!Files.isDirectory(Path.of(folder))) {
            return true;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(folder), "*graalvm*")) {
            return !found.iterator().hasNext();
        }
    }
}
