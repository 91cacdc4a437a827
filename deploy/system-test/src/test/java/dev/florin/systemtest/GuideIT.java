package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.Service;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever is woken finds what the operations guide names. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class GuideIT {
    /** {@code POST /api/…}, {@code "$FLORIN/api/…"}, or the path alone. */
    private static final Pattern CALL = Pattern.compile("(?:(GET|POST) )?(/api/[\\w{}/.-]*[\\w}])");

    /** In a sentence, with the mark behind it; of a block the sentence before it says so. */
    private static final Pattern COMMAND =
            Pattern.compile("`((?:ANALYZE;|(?:ALTER|SELECT|curl|jcmd|kubectl|pg_\\w+|promtool) )[^`\\n]*)`( [✔✘])?");

    @Test
    void everyCallOfTheGuideIsInTheDocumentsOfTheServices(Florin florin) {
        Set<String> offered = new TreeSet<>();
        for (Service service : Service.values()) {
            florin.door(service, 0)
                    .get("/q/openapi?format=json", "")
                    .expect(200)
                    .json()
                    .path("paths")
                    .properties()
                    .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                        offered.add(method.toUpperCase(Locale.ROOT) + " " + anyId(path.getKey()));
                        offered.add(anyId(path.getKey()));
                    }));
        }
        Set<String> named = new TreeSet<>();
        Matcher call = CALL.matcher(Guide.text());
        while (call.find()) {
            named.add((call.group(1) == null ? "" : call.group(1) + " ") + anyId(call.group(2)));
        }
        assertTrue(named.size() >= 12, "the guide is read");
        named.removeAll(offered);
        assertEquals(Set.of(), named);
    }

    @Test
    void everyCommandSaysWhetherItWasRun() {
        List<String> silent = COMMAND.matcher(Guide.text())
                .results()
                .filter(command -> command.group(2) == null)
                .map(command -> command.group(1))
                .toList();
        assertEquals(List.of(), silent);
    }

    private static String anyId(String path) {
        return path.replaceAll("\\{\\w+}", "{}");
    }
}
