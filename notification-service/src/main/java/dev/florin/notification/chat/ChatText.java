package dev.florin.notification.chat;

import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * A message as it is shown.
 *
 * @param html safe to be put into a page as it is: a little emphasis, no links, no pictures, no scripts, everything
 *     else escaped
 * @param plain as it was written; null if that is the same
 */
record ChatText(String html, @Nullable String plain) {
    /** No links: their words may name another address than their target, and this product is about money. */
    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements("b", "strong", "i", "em", "code", "br")
            .toFactory();

    static ChatText of(String written) {
        String html = POLICY.sanitize(written);
        return new ChatText(html, html.equals(written) ? null : written);
    }
}
