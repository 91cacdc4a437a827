package dev.florin.notification.channel;

import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.Language;
import dev.florin.notification.preference.Preferences;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** E-mails: text and HTML of the same, in the user's language. */
@Singleton
class MailService implements Sender {
    /** RFC 5321 and 7504: there is no such mailbox, it is elsewhere, or takes no mail. The address is the user's. */
    private static final Set<Integer> NO_SUCH_MAILBOX = Set.of(550, 551, 553, 556);

    /** RFC 5321 counts it among what is refused for good, but a mailbox that is full is emptied. */
    private static final int MAILBOX_FULL = 552;

    private final ReactiveMailer mailer;
    private final TextService texts;
    private final ChannelConfig config;
    private final Context loop;

    MailService(ReactiveMailer mailer, TextService texts, ChannelConfig config, Vertx vertx) {
        this.mailer = mailer;
        this.texts = texts;
        this.config = config;
        this.loop = vertx.getOrCreateContext();
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public boolean isOpen() {
        return config.mailHost().isPresent();
    }

    @Override
    public Outcome send(Delivery.Parcel parcel) {
        String address = parcel.preferences().email();
        if (address == null) {
            return new Outcome.Gone("the user has no e-mail address any more");
        }
        try {
            mailer.send(mail(address, parcel))
                    .runSubscriptionOn(this::onLoop)
                    .await()
                    .atMost(config.mailTimeout());
            return new Outcome.Sent();
        } catch (TimeoutException e) {
            return new Outcome.Later(Duration.ZERO, "the mail server did not answer in time");
        } catch (CompletionException e) {
            return outcome(e);
        }
    }

    /**
     * Off an event loop, the mail client connects on one and listens on another, and what a quick server says in
     * between is lost: the greeting is waited for in vain, or a part of it is taken for a refusal.
     */
    private void onLoop(Runnable sending) {
        loop.runOnContext(_ -> sending.run());
    }

    /** The server's own words may quote the address; its code does not. */
    private static Outcome outcome(CompletionException failure) {
        if (failure.getCause() instanceof SMTPException smtp) {
            String why = "the mail server answered " + smtp.getReplyCode();
            if (NO_SUCH_MAILBOX.contains(smtp.getReplyCode())) {
                return new Outcome.Gone(why);
            }
            return smtp.isPermanent() && smtp.getReplyCode() != MAILBOX_FULL
                    ? new Outcome.Never(why)
                    : new Outcome.Later(Duration.ZERO, why);
        }
        return new Outcome.Later(Duration.ZERO, "the mail server could not be reached");
    }

    private Mail mail(String address, Delivery.Parcel parcel) {
        Preferences preferences = parcel.preferences();
        List<Map<String, Object>> lines = parcel.deliveries().stream()
                .map(delivery -> line(Words.of(delivery, preferences), preferences.language()))
                .toList();
        String settings = config.linkBase() + "/settings/notifications";
        Map<String, Object> page = Map.of("lines", lines, "inbox", config.linkBase() + "/inbox", "settings", settings);
        String subject = parcel.digest()
                ? texts.headline(Words.ofDigest(lines.size()), preferences.language())
                : String.valueOf(lines.getFirst().get("headline"));
        return new Mail()
                .setFrom(config.mailFrom())
                .setTo(List.of(address))
                .setSubject(subject)
                .setText(texts.render("mail.txt", page, preferences.language()))
                .setHtml(texts.render("mail.html", page, preferences.language()))
                .addHeader("List-Unsubscribe", "<" + settings + ">")
                .addHeader("Auto-Submitted", "auto-generated");
    }

    private Map<String, Object> line(Map<String, Object> words, Language language) {
        Map<String, Object> line = new HashMap<>(words);
        line.put("headline", texts.headline(words, language));
        return line;
    }
}
