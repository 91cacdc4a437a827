package dev.florin.notification.channel;

import dev.florin.notification.preference.Language;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;

/** Texts from the templates below {@code mail}, one directory per language. */
@Singleton
class TextService {
    private final Engine templates;

    TextService(Engine templates) {
        this.templates = templates;
    }

    /** One line, whatever its words hold. */
    String headline(Map<String, Object> words, Language language) {
        return render("headline.txt", words, language).strip().replaceAll("\\s+", " ");
    }

    String render(String name, Map<String, Object> words, Language language) {
        String path = "mail/" + language.wireName() + "/" + name;
        Template template = Objects.requireNonNull(templates.getTemplate(path), path);
        return template.instance().data(words).render();
    }
}
