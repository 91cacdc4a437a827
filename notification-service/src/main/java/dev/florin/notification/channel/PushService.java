package dev.florin.notification.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.florin.common.event.Priority;
import dev.florin.notification.preference.Channel;
import dev.florin.notification.preference.Preferences;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Web Push (RFC 8030) to all browsers of a user at once. Reaching one of them is reaching the user. */
@Singleton
class PushService implements Sender {
    private static final Logger LOG = Logger.getLogger(PushService.class);

    private static final Set<Integer> NO_SUCH_SUBSCRIPTION =
            Set.of(HttpResponseStatus.NOT_FOUND.code(), HttpResponseStatus.GONE.code());

    private static final Set<Integer> PASSES =
            Set.of(HttpResponseStatus.REQUEST_TIMEOUT.code(), HttpResponseStatus.TOO_MANY_REQUESTS.code());

    private static final int MAX_BODY_CHARS = 500;
    private static final int HTTPS_PORT = 443;

    private final PushStore subscriptions;
    private final TextService texts;
    private final ChannelConfig channel;
    private final PushConfig config;
    private final Clock clock;
    private final EndpointRules rules;
    private final Optional<Vapid> vapid;
    private final HttpClient client;
    private final NameLookup names;
    private final ExecutorService threads;

    @Inject
    PushService(
            PushStore subscriptions,
            TextService texts,
            ChannelConfig channel,
            PushConfig config,
            Clock clock,
            Vertx vertx,
            @VirtualThreads ExecutorService threads) {
        this(
                subscriptions,
                texts,
                channel,
                config,
                clock,
                vertx,
                threads,
                new NameLookup(config.lookups(), config.waitingLookups(), InetAddress::getAllByName));
    }

    PushService(
            PushStore subscriptions,
            TextService texts,
            ChannelConfig channel,
            PushConfig config,
            Clock clock,
            Vertx vertx,
            ExecutorService threads,
            NameLookup names) {
        this.subscriptions = subscriptions;
        this.texts = texts;
        this.channel = channel;
        this.config = config;
        this.clock = clock;
        this.rules = new EndpointRules(config.trustedHosts().orElse(Set.of()));
        this.vapid = config.publicKey()
                .flatMap(open -> config.privateKey()
                        .map(secret -> new Vapid(
                                open, PushKeys.privateKey(Base64.getUrlDecoder().decode(secret)), config.contact())));
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxWaitQueueSize(config.waitQueue())
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(config.idleTimeout().toMillis())));
        this.names = names;
        this.threads = threads;
    }

    @PreDestroy
    void stop() {
        names.close();
    }

    @Override
    public Channel channel() {
        return Channel.PUSH;
    }

    @Override
    public boolean isOpen() {
        return vapid.isPresent();
    }

    @Override
    public Outcome send(Delivery.Parcel parcel) {
        byte[] text = payload(parcel);
        String urgency = urgency(parcel);
        long deadlineNs = System.nanoTime() + config.timeout().toNanos();
        List<Future<Outcome>> pushes = subscriptions.of(parcel.userId()).stream()
                .map(browser -> threads.submit(() -> pushOrForget(parcel.userId(), browser, text, urgency, deadlineNs)))
                .toList();
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> push : pushes) {
            outcomes.add(outcome(push));
        }
        return together(outcomes);
    }

    private Outcome pushOrForget(
            String userId, PushStore.Subscription browser, byte[] text, String urgency, long deadlineNs) {
        Outcome outcome = push(browser, text, urgency, deadlineNs);
        if (outcome instanceof Outcome.Gone) {
            subscriptions.remove(userId, browser.id());
        }
        return outcome;
    }

    /** Each ends by itself when its time is over. */
    private static Outcome outcome(Future<Outcome> push) {
        try {
            return push.get();
        } catch (ExecutionException e) {
            LOG.error("A push failed", e.getCause());
            return new Outcome.Later(Duration.ZERO, "the push failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Later(Duration.ZERO, "interrupted");
        }
    }

    /** One that took it is enough; else one that may take it later is worth another try. */
    private static Outcome together(List<Outcome> outcomes) {
        for (Class<? extends Outcome> best : List.of(Outcome.Sent.class, Outcome.Later.class, Outcome.Never.class)) {
            for (Outcome outcome : outcomes) {
                if (best.isInstance(outcome)) {
                    return outcome;
                }
            }
        }
        return new Outcome.Gone("the user has no browser to be woken any more");
    }

    private byte[] payload(Delivery.Parcel parcel) {
        Preferences preferences = parcel.preferences();
        Delivery.Taken newest = parcel.deliveries().getLast();
        Map<String, Object> words = Words.of(newest, preferences);
        String title = parcel.digest()
                ? texts.headline(Words.ofDigest(parcel.deliveries().size()), preferences.language())
                : texts.headline(words, preferences.language());
        String message = parcel.digest() ? "" : String.valueOf(words.get("message"));
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", parcel.digest() ? "digest" : newest.notice().type())
                .put("id", newest.notice().id())
                .put("seq", newest.key().seq())
                .put("title", title)
                .put("body", message.substring(0, Math.min(MAX_BODY_CHARS, message.length())))
                .put("link", channel.linkBase() + "/inbox")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String urgency(Delivery.Parcel parcel) {
        return parcel.deliveries().stream().anyMatch(taken -> taken.priority().compareTo(Priority.HIGH) >= 0)
                ? "high"
                : "normal";
    }

    Outcome push(PushStore.Subscription browser, byte[] text, String urgency, long deadlineNs) {
        URI endpoint = URI.create(browser.endpoint());
        try {
            byte[] body = PushCipher.encrypt(
                    text,
                    PushKeys.publicKey(Base64.getUrlDecoder().decode(browser.p256dh())),
                    Base64.getUrlDecoder().decode(browser.auth()));
            RequestOptions request = request(endpoint, address(endpoint, deadlineNs))
                    .putHeader("TTL", Long.toString(config.timeToLive().toSeconds()))
                    .putHeader("Urgency", urgency)
                    .putHeader("Content-Encoding", "aes128gcm")
                    .putHeader("Content-Type", "application/octet-stream")
                    .putHeader("Authorization", vapid.orElseThrow().authorization(endpoint, clock.instant()));
            return client.request(request)
                    .compose(ready -> ready.send(Buffer.buffer(body)).map(answer -> outcome(ready, answer)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (UnknownHostException | ExecutionException | TimeoutException e) {
            return new Outcome.Later(Duration.ZERO, "the push service could not be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Later(Duration.ZERO, "interrupted");
        } catch (SecurityException e) {
            return new Outcome.Never("the push service's name leads to an address that is not public");
        }
    }

    /** Nobody reads the body: where one may follow, the connection ends here. */
    private static Outcome outcome(HttpClientRequest request, HttpClientResponse answer) {
        if (!"0".equals(answer.getHeader("Content-Length"))) {
            request.reset();
        }
        return outcome(answer.statusCode(), answer.getHeader("Retry-After"));
    }

    /** Redirects are not followed: they would lead past the rules. */
    private RequestOptions request(URI endpoint, InetAddress address) {
        boolean secure = "https".equalsIgnoreCase(endpoint.getScheme());
        int port = endpoint.getPort() == -1 ? HTTPS_PORT : endpoint.getPort();
        String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
        String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(secure)
                .setHost(endpoint.getHost())
                .setPort(port)
                // The address that was looked at is the one that is called: a name may lead elsewhere the next moment.
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setURI(path + query)
                .setFollowRedirects(false)
                .setTimeout(config.timeout().toMillis());
    }

    /** @throws SecurityException if the name leads to an address that is not public */
    private InetAddress address(URI endpoint, long deadlineNs)
            throws UnknownHostException, TimeoutException, InterruptedException {
        InetAddress[] all = names.of(endpoint.getHost(), deadlineNs - System.nanoTime());
        if (!rules.isTrusted(endpoint)) {
            for (InetAddress one : all) {
                if (!EndpointRules.isPublic(one)) {
                    throw new SecurityException();
                }
            }
        }
        return all[0];
    }

    /**
     * RFC 8030, sections 5 and 7.3: 404 and 410 are the end of the subscription. Whatever else is refused for good (our
     * key, the size of our message, a push service that has moved) is the end of this message only.
     */
    static Outcome outcome(int status, @Nullable String retryAfter) {
        if (status / 100 == 2) {
            return new Outcome.Sent();
        }
        String why = "the push service answered " + status;
        if (PASSES.contains(status) || status / 100 == 5) {
            return new Outcome.Later(seconds(retryAfter), why);
        }
        return NO_SUCH_SUBSCRIPTION.contains(status) ? new Outcome.Gone(why) : new Outcome.Never(why);
    }

    private static Duration seconds(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }
}
