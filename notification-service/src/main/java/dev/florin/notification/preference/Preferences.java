package dev.florin.notification.preference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants beside the inbox, which always gets everything (seed 004, 3.2). A field that is left out has the
 * seed's default.
 *
 * @param minAmountNotify credits, debits and refunds below this many major units are kept in the inbox
 * @param minAmounts the same for single currencies
 * @param channels for single types of events the channels, instead of what the fields above say
 * @param quietHours in which only what is urgent is sent: money that leaves, security, and whatever has the priority
 *     high or critical; the rest comes as one digest at their end
 * @param email where e-mails go; without it there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Preferences(
        boolean emailOnCredit,
        boolean emailOnDebit,
        boolean emailOnRefund,
        boolean pushOnCredit,
        boolean pushOnDebit,
        boolean pushOnRefund,
        BigDecimal minAmountNotify,
        Map<String, BigDecimal> minAmounts,
        Map<String, Set<Channel>> channels,
        @Nullable QuietHours quietHours,
        Language language,
        @Nullable String email) {
    /** Of a user who has said nothing. */
    public static final Preferences DEFAULT = new Preferences(
            true, true, true, true, false, true, BigDecimal.ZERO, Map.of(), Map.of(), null, Language.EN, null);

    private static final int MAX_ENTRIES = 64;
    private static final int MAX_DIGITS = 38;
    private static final int MAX_EMAIL_LENGTH = 254;
    private static final Pattern TYPE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9]{2,12}");

    /** One address, no names, comments or line breaks: it becomes part of a header. */
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    public Preferences {
        requireAmount("min_amount_notify", minAmountNotify);
        requireFew("min_amounts", minAmounts);
        minAmounts.forEach((currency, amount) -> {
            requireMatch("min_amounts", currency, CURRENCY, "has codes of currencies as its names");
            requireAmount("min_amounts", amount);
        });
        requireFew("channels", channels);
        channels.forEach((type, of) -> {
            requireMatch("channels", type, TYPE_NAME, "has types of events as its names");
            Required.field("channels." + type, of);
            if (of.stream().anyMatch(Objects::isNull)) {
                throw Required.invalid("channels." + type, "has channels only");
            }
        });
        if (email != null
                && (email.length() > MAX_EMAIL_LENGTH || !EMAIL.matcher(email).matches())) {
            throw Required.invalid("email", "is an e-mail address");
        }
        minAmounts = Map.copyOf(new TreeMap<>(minAmounts));
        channels = Map.copyOf(channels);
    }

    /** What a client sends: whatever it leaves out is the default. */
    @JsonCreator
    static Preferences of(
            @JsonProperty("email_on_credit") @Nullable Boolean emailOnCredit,
            @JsonProperty("email_on_debit") @Nullable Boolean emailOnDebit,
            @JsonProperty("email_on_refund") @Nullable Boolean emailOnRefund,
            @JsonProperty("push_on_credit") @Nullable Boolean pushOnCredit,
            @JsonProperty("push_on_debit") @Nullable Boolean pushOnDebit,
            @JsonProperty("push_on_refund") @Nullable Boolean pushOnRefund,
            @JsonProperty("min_amount_notify") @Nullable BigDecimal minAmountNotify,
            @JsonProperty("min_amounts") @Nullable Map<String, BigDecimal> minAmounts,
            @JsonProperty("channels") @Nullable Map<String, Set<Channel>> channels,
            @JsonProperty("quiet_hours") @Nullable QuietHours quietHours,
            @JsonProperty("language") @Nullable Language language,
            @JsonProperty("email") @Nullable String email) {
        return new Preferences(
                Objects.requireNonNullElse(emailOnCredit, true),
                Objects.requireNonNullElse(emailOnDebit, true),
                Objects.requireNonNullElse(emailOnRefund, true),
                Objects.requireNonNullElse(pushOnCredit, true),
                Objects.requireNonNullElse(pushOnDebit, false),
                Objects.requireNonNullElse(pushOnRefund, true),
                Objects.requireNonNullElse(minAmountNotify, BigDecimal.ZERO),
                Objects.requireNonNullElse(minAmounts, Map.of()),
                Objects.requireNonNullElse(channels, Map.of()),
                quietHours,
                Objects.requireNonNullElse(language, Language.EN),
                email);
    }

    /** What is to happen beside the inbox. */
    public sealed interface Decision {
        /** Nothing. */
        record InboxOnly() implements Decision {}

        record Send(Set<Channel> channels) implements Decision {}

        /** To be sent in the digest at that time. */
        record Defer(Set<Channel> channels, Instant until) implements Decision {}
    }

    /** Decides about an event that is told at this moment. */
    public Decision decide(Occasion occasion, Instant at) {
        Set<Channel> wanted = wanted(occasion);
        if (wanted.isEmpty() || isTooSmall(occasion)) {
            return new Decision.InboxOnly();
        }
        Optional<Instant> end =
                quietHours == null || occasion.isUrgent() ? Optional.empty() : quietHours.endIfQuiet(at);
        return end.isPresent() ? new Decision.Defer(wanted, end.get()) : new Decision.Send(wanted);
    }

    private Set<Channel> wanted(Occasion occasion) {
        Set<Channel> chosen = channels.get(occasion.type().wireName());
        if (chosen != null) {
            return chosen;
        }
        return switch (occasion.topic()) {
            case CREDIT -> both(pushOnCredit, emailOnCredit);
            case DEBIT -> both(pushOnDebit, emailOnDebit);
            case REFUND -> both(pushOnRefund, emailOnRefund);
            case SECURITY -> both(true, true);
            case OTHER -> both(false, false);
        };
    }

    private static Set<Channel> both(boolean push, boolean email) {
        EnumSet<Channel> channels = EnumSet.noneOf(Channel.class);
        if (push) {
            channels.add(Channel.PUSH);
        }
        if (email) {
            channels.add(Channel.EMAIL);
        }
        return channels;
    }

    private boolean isTooSmall(Occasion occasion) {
        return occasion.sum()
                .filter(sum -> sum.amount().compareTo(minAmounts.getOrDefault(sum.currency(), minAmountNotify)) < 0)
                .isPresent();
    }

    /** What is written plainly, with all its zeros, has to be readable again. */
    private static void requireAmount(String field, BigDecimal amount) {
        Required.field(field, amount);
        if (amount.signum() < 0
                || amount.precision() > MAX_DIGITS
                || Math.abs((long) amount.scale()) > MAX_DIGITS
                || amount.precision() - amount.scale() > MAX_DIGITS) {
            throw Required.invalid(field, "is an amount of at least 0");
        }
    }

    private static void requireFew(String field, Map<String, ?> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw Required.invalid(field, "has at most " + MAX_ENTRIES + " entries");
        }
    }

    private static void requireMatch(String field, String name, Pattern pattern, String message) {
        if (!pattern.matcher(name).matches()) {
            throw Required.invalid(field, message);
        }
    }
}
