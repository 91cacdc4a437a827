package dev.florin.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTest {
    @TempDir
    Path module;

    private List<Feature> read(String body) throws IOException {
        Path source = module.resolve("src/main/java/TeaConfig.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source, "/** How tea is made. */ @ConfigMapping(prefix = \"tea\") interface TeaConfig {" + body + "}");
        return ConfigSources.in(module);
    }

    @Test
    void nameTypeDefaultAndSentenceAreWhatStandsThere() throws IOException {
        Setting setting =
                read("/** How {@code long}; see {@link #potSize()}. */ @WithDefault(\"PT3M\") Duration steepingTime();")
                        .getFirst()
                        .settings()
                        .getFirst();
        assertEquals(
                new Setting(
                        "tea.steeping-time",
                        List.of(),
                        "duration",
                        Optional.of("PT3M"),
                        false,
                        "How `long`; see `pot-size`."),
                setting);
        assertEquals("TEA_STEEPING_TIME", setting.variable());
    }

    @Test
    void whatIsNeitherOptionalNorHasADefaultIsRequired() throws IOException {
        List<Setting> settings =
                read("/** A. */ String a(); /** B. */ Optional<List<String>> b(); /** C. */ Map<String, String> c();")
                        .getFirst()
                        .settings();
        assertEquals(
                List.of(true, false, false),
                settings.stream().map(Setting::required).toList());
        assertEquals("list of texts", settings.get(1).type());
        assertEquals("TEA_C_{NAME}", settings.get(2).variable());
    }

    @Test
    void groupsAndConstantsAreFollowed() throws IOException {
        List<Setting> settings = read("/** Pot. */ Pot pot(); /** Leaf. */ Leaf leaf();"
                        + "interface Pot { /** Size. */ @WithDefault(\"1\") int size(); } enum Leaf { BLACK, DARK_GREEN }")
                .getFirst()
                .settings();
        assertEquals("tea.pot.size", settings.get(0).property());
        assertEquals("`black` or `dark-green`", settings.get(1).type());
    }

    @Test
    void settingWithoutASentenceIsRefused() {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> read("@WithDefault(\"1\") int cups();"));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("tea.cups"));
    }
}
