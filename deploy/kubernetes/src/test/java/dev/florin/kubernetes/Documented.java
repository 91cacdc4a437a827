package dev.florin.kubernetes;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What README.md says has to be there before an overlay is applied: Secrets and ConfigMaps with their keys. */
final class Documented {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(florin-[a-z-]+)` \\| ([^|]+) \\|");
    private static final Pattern KEY = Pattern.compile("`([A-Za-z0-9._-]+)`");
    private static final Map<String, Set<String>> ROWS = rows();

    private Documented() {}

    static Set<String> keysOf(String name) {
        return ROWS.getOrDefault(name, Set.of());
    }

    private static Map<String, Set<String>> rows() {
        Map<String, Set<String>> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Home.read(Home.HERE.resolve("README.md")));
        while (row.find()) {
            Set<String> keys = rows.computeIfAbsent(row.group(1), _ -> new TreeSet<>());
            Matcher key = KEY.matcher(row.group(2));
            while (key.find()) {
                keys.add(key.group(1));
            }
        }
        return rows;
    }
}
