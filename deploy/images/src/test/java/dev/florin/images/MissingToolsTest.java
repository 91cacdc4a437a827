package dev.florin.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.florin.local.Service;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where neither an engine for containers nor a GraalVM is at hand, the scripts say so at once, and what helps; where
 * one is, they use it.
 */
class MissingToolsTest {
    private static final List<String> BROKEN = List.of("docker", "podman", "native-image");

    @TempDir
    Path home;

    @BeforeEach
    void breakTools() throws IOException {
        for (String tool : BROKEN) {
            stub("bin/" + tool, "exit 1");
        }
    }

    private void stub(String name, String script) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a script where nothing is to be found but what is stubbed. @return what it says */
    private String run(String script, int expectedExit, Map<String, String> more)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", Path.of(script).toAbsolutePath().toString()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", home.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("HOME", home.toString());
        environment.keySet().removeAll(List.of("JAVA_HOME", "GRAALVM_HOME", "JIB", "NATIVE", "PUSH", "PLATFORMS"));
        environment.putAll(more);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(expectedExit, process.waitFor(), said);
        return said;
    }

    @Test
    void imagesNeedAnEngineOrJib() throws Exception {
        String said = run("build.sh", 1, Map.of());
        assertTrue(said.startsWith("Neither Docker nor Podman runs here."), said);
        assertTrue(said.contains("make images JIB=1"), said);
    }

    @Test
    void imagesAreBuiltForEveryPlatformAndPushed() throws Exception {
        stub("bin/docker", "echo docker \"$@\"");
        stub("bin/mvn", "echo mvn \"$@\"");
        String said = run(
                "build.sh", 0, Map.of("PUSH", "registry.example.org/florin", "PLATFORMS", "linux/amd64,linux/arm64"));
        assertTrue(said.contains("mvn -B -ntp -q -DskipTests -Pimages package "), said);
        for (Service service : Service.values()) {
            assertTrue(
                    said.lines()
                            .filter(line ->
                                    line.startsWith("docker buildx build --platform linux/amd64,linux/arm64 --push "))
                            .anyMatch(line -> line.contains("SERVICE=" + service.module() + " ")
                                    && line.contains("PORT=" + service.port() + " ")),
                    said);
        }
    }

    @Test
    void nativeExecutablesNeedGraalVmOrAnEngine() throws Exception {
        assumeTrue(isEmpty("/opt") && isEmpty("/usr/lib/jvm"), "there is a GraalVM");
        String said = run("native.sh", 1, Map.of());
        assertTrue(said.startsWith("GraalVM 25 is missing"), said);
        assertTrue(said.contains("GRAALVM_HOME"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "native-image 25 2025-09-16\nGraalVM Runtime Environment GraalVM CE 25+37.1 (build 25+37-jvmci-b01)",
                "native-image 25.0.1 2025-10-21\nOpenJDK Runtime Environment Mandrel-25.0.1.0-Final (build 25.0.1+8-LTS)"
            })
    void graalVm25BuildsAndEverythingIsTested(String version) throws Exception {
        stub("graalvm/bin/native-image", "echo '" + version + "'");
        stub("bin/mvn", "echo mvn \"$@\"");
        Path graalVm = home.resolve("graalvm");
        String said = run("native.sh", 0, Map.of("GRAALVM_HOME", graalVm.toString()));
        assertTrue(said.startsWith("Building with " + graalVm + ";"), said);
        assertTrue(said.contains("mvn -B -ntp verify -Dnative "), said);
        assertTrue(said.contains("-pl deploy/system-test -Dtest=dev.florin.systemtest.*IT "), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "native-image 24.0.2 2025-07-15\nGraalVM Runtime Environment GraalVM CE 24.0.2+11.1 (build 24.0.2+11-jvmci-b01)",
                "native-image 21.0.25 2030-01-15\nGraalVM Runtime Environment GraalVM CE 21.0.25+25.1 (build 21.0.25+25)",
                "GraalVM 22.3.5 Java 11 CE (Java Version 11.0.25+9-jvmci-22.3-b25)"
            })
    void otherGraalVmIsNone(String version) throws Exception {
        assumeTrue(isEmpty("/opt") && isEmpty("/usr/lib/jvm"), "there is a GraalVM");
        stub("graalvm/bin/native-image", "echo '" + version + "'");
        String said = run(
                "native.sh", 1, Map.of("GRAALVM_HOME", home.resolve("graalvm").toString()));
        assertTrue(said.startsWith("GraalVM 25 is missing"), said);
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
