package dev.florin.reference;

import java.util.List;

/**
 * What one {@code …Config} interface lets be set.
 *
 * @param prefix of all its properties
 * @param text what it is about
 */
record Feature(String prefix, String text, List<Setting> settings) {
    Feature {
        settings = List.copyOf(settings);
    }
}
