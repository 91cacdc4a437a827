package dev.florin.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;
import com.google.cloud.tools.jib.api.buildplan.LayerObject;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import dev.florin.images.ServiceImage.Source;
import dev.florin.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceImageTest {
    private static final Source SOURCE = new Source("1.2.3", "0123abc", Instant.EPOCH);

    @TempDir
    Path home;

    @BeforeEach
    void packageService() throws IOException {
        for (String file : List.of("quarkus-app/quarkus-run.jar", "bom.json")) {
            make("wallet-service/target/" + file);
        }
        for (String folder : List.of("lib", "quarkus", "app")) {
            make("wallet-service/target/quarkus-app/" + folder + "/some.jar");
        }
        make("deploy/images/jvm.options");
    }

    private void make(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private ServiceImage image() {
        return new ServiceImage(Service.WALLET, home);
    }

    @Test
    void whatChangesLeastIsLowestAndEveryPlatformGetsIt() throws Exception {
        ContainerBuildPlan plan = Main.builder(
                        image(), SOURCE, "eclipse-temurin:25-jre", Main.platforms("linux/amd64,linux/arm64"))
                .toContainerBuildPlan();
        assertEquals(
                List.of("options", "lib", "quarkus", "app", "start"),
                plan.getLayers().stream().map(LayerObject::getName).toList());
        assertEquals(Set.of(new Platform("amd64", "linux"), new Platform("arm64", "linux")), plan.getPlatforms());
    }

    @Test
    void serviceThatIsNotPackagedIsRefused() throws IOException {
        Files.delete(home.resolve("wallet-service/target/quarkus-app/quarkus-run.jar"));
        assertTrue(refusal().startsWith("wallet-service is not packaged"));
    }

    @Test
    void serviceWithoutItsBillOfMaterialsIsRefused() throws IOException {
        Files.delete(home.resolve("wallet-service/target/bom.json"));
        assertTrue(refusal().startsWith("wallet-service is packaged without its bill of materials"));
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(IllegalStateException.class, this::image).getMessage());
    }
}
