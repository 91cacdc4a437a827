package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMailUtil;
import dev.florin.common.database.Database;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.channel.Browser;
import dev.florin.notification.channel.DeliveryJob;
import dev.florin.notification.inbox.Escalation;
import dev.florin.notification.inbox.EscalationSink;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.math.BigDecimal;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who are not connected are reached: by real e-mails, and by pushes that their browsers can read. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(Outside.class)
class ChannelQuarkusTest {
    private static final String POINT =
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";

    private final Service service = Service.underTest();

    @Inject
    Clock clock;

    @Inject
    Database database;

    @Inject
    EscalationSink escalations;

    @Inject
    MeterRegistry meters;

    private final String user = Some.user();
    private final String address = user + "@example.org";

    private void prefer(String json) {
        prefer(user, json);
    }

    private void prefer(String who, String json) {
        service.as(who)
                .contentType("application/json")
                .body(json)
                .put("/api/notifications/preferences")
                .then()
                .statusCode(200);
    }

    private String subscribe(Browser browser, String name) {
        return service.as(user)
                .contentType("application/json")
                .body(browser.subscription(Outside.endpoint(name)))
                .post("/api/notifications/push-subscriptions")
                .then()
                .statusCode(201)
                .body("subscription_id", notNullValue())
                .extract()
                .path("subscription_id");
    }

    private EventEnvelope credit(String amount, String message) {
        BigDecimal exact = new BigDecimal(amount);
        return Some.event(
                UUID.randomUUID().toString(),
                new FlorinEvent.CreditAdded(
                        "Credit", message, "/wallet", "plus", exact, "USD", exact, "tx-1", "deposit"),
                user);
    }

    private EventEnvelope security(String message) {
        return Some.event(UUID.randomUUID().toString(), new FlorinEvent.SecurityAlert("high", message, null), user);
    }

    private List<MimeMessage> mails() {
        return Arrays.stream(Outside.mail().getReceivedMessages())
                .filter(mail -> isTo(mail, address))
                .toList();
    }

    private static boolean isTo(MimeMessage mail, String address) {
        try {
            return mail.getRecipients(Message.RecipientType.TO)[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private void subscribe(String who, String subscription) {
        service.as(who)
                .contentType("application/json")
                .body(subscription)
                .post("/api/notifications/push-subscriptions")
                .then()
                .statusCode(201);
    }

    /** Of the type that {@link #credit} makes. */
    private double failures() {
        return meters.counter("notifications", "type", "credit_added", "success", "false")
                .count();
    }

    private String states() throws SQLException {
        return states(user);
    }

    private static String states(String user) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement("SELECT coalesce(string_agg(channel || ' ' || state, ', '"
                        + " ORDER BY seq, channel), '') FROM delivery WHERE user_id = ?")) {
            statement.setString(1, user);
            var row = statement.executeQuery();
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void anEmailIsTextAndHtmlInTheUsersLanguage() throws Exception {
        prefer("{\"email\":\"" + address + "\",\"language\":\"de\"}");
        service.tell(credit("12.50", "<b>Gruss</b> & Kuss"));
        Eventually.holds("it has come", () -> mails().size() == 1);
        MimeMessage mail = mails().getFirst();
        assertEquals("Sie haben 12,50 USD erhalten", mail.getSubject());
        assertEquals("<http://localhost:8080/settings/notifications>", mail.getHeader("List-Unsubscribe", null));
        jakarta.mail.Multipart parts = (jakarta.mail.Multipart) mail.getContent();
        String whole = parts(parts);
        assertTrue(whole.contains("<b>Gruss</b> & Kuss"), whole);
        assertTrue(whole.contains("<p>&lt;b&gt;Gruss&lt;/b&gt; &amp; Kuss</p>"), whole);
        assertTrue(whole.contains("31. Januar 2026, 12:00"), whole);
        Eventually.holds("it is written down", () -> states().equals("email sent"));
    }

    private static String parts(jakarta.mail.Multipart parts) throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < parts.getCount(); i++) {
            Object content = parts.getBodyPart(i).getContent();
            all.append(content instanceof jakarta.mail.Multipart inner ? parts(inner) : content)
                    .append('\n');
        }
        return all.toString();
    }

    @Test
    void whoSaidNothingIsToldInTheInboxOnly() throws Exception {
        service.tell(credit("1.00", "x"), security("!"));
        assertEquals("", states());
        prefer("{\"email\":\"" + address + "\",\"min_amount_notify\":5}");
        service.tell(credit("4.99", "too little"), credit("5.00", "enough"));
        Eventually.holds("one is sent", () -> states().equals("email sent"));
        service.as(user).get("/api/notifications/unread-count").then().body("unread_count", equalTo(4));
    }

    @Test
    void aRepeatIsSentOnce() {
        prefer("{\"email\":\"" + address + "\"}");
        EventEnvelope event = credit("1.00", "once");
        service.tell(event, event);
        service.tell(event);
        service.tell(security("behind it"));
        Eventually.holds("both are there", () -> mails().size() >= 2);
        assertEquals(2, mails().size());
    }

    @Test
    void quietHoursBecomeOneDigestAndHoldNoAlertBack() throws Exception {
        prefer("{\"email\":\"" + address + "\"," + quietNow() + "}");
        service.tell(credit("1.00", "first"), credit("2.00", "second"), security("now!"));
        Eventually.holds("the alert is there", () -> mails().size() == 1);
        assertEquals("Security alert for your account", mails().getFirst().getSubject());
        Eventually.holds("it is written down", () -> states().equals("email pending, email pending, email sent"));
        pass("UPDATE delivery SET due_at = now() WHERE digest AND user_id = ?");
        Eventually.holds("the digest is there", () -> mails().size() == 2);
        MimeMessage digest = mails().get(1);
        assertEquals("2 notifications from your quiet hours", digest.getSubject());
        String whole = parts((jakarta.mail.Multipart) digest.getContent());
        assertTrue(whole.indexOf("first") < whole.indexOf("second"), whole);
        Eventually.holds("all are written down", () -> states().equals("email sent, email sent, email sent"));
    }

    @Test
    void quietHoursBecomeOnePush() throws Exception {
        prefer("{" + quietNow() + "}");
        Browser browser = Browser.fresh();
        subscribe(browser, user);
        service.tell(credit("1.00", "first"), credit("2.00", "second"));
        assertEquals("push pending, push pending", states());
        pass("UPDATE delivery SET due_at = now() WHERE digest AND user_id = ?");
        Eventually.holds("all are written down", () -> states().equals("push sent, push sent"));
        assertEquals(1, Outside.pushed(user).size());
        JsonNode digest = Some.tree(
                new String(browser.read(Outside.pushed(user).getFirst().body()), StandardCharsets.UTF_8));
        assertEquals("digest", digest.get("type").textValue());
        assertEquals(
                "2 notifications from your quiet hours", digest.get("title").textValue());
        assertEquals(2, digest.get("seq").intValue());
    }

    @Test
    void preferencesAreReadAsTheyWereWritten() {
        String wanted = "{\"email_on_credit\":false,\"email_on_debit\":true,\"email_on_refund\":false,"
                + "\"push_on_credit\":true,\"push_on_debit\":true,\"push_on_refund\":false,\"min_amount_notify\":12.50,"
                + "\"min_amounts\":{\"JPY\":500},\"channels\":{\"payment_received\":[\"push\"]},"
                + "\"quiet_hours\":{\"start\":\"22:00\",\"end\":\"07:00\",\"time_zone\":\"Europe/Berlin\"},"
                + "\"language\":\"de\",\"email\":\"" + address + "\"}";
        prefer(wanted);
        String read = service.as(user)
                .get("/api/notifications/preferences")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertEquals(Some.tree(wanted), Some.tree(read));
    }

    /** As if that time had come. */
    private void pass(String sql) throws SQLException {
        pass(sql, user);
    }

    private static void pass(String sql, String user) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, user);
            statement.executeUpdate();
        }
    }

    @Test
    void aPushIsReadByItsBrowserAndSignedByUs() throws Exception {
        Browser browser = Browser.fresh();
        subscribe(browser, user);
        service.tell(credit("7.00", "for you"));
        Eventually.holds("it has come", () -> Outside.pushed(user).size() == 1);
        Outside.Pushed pushed = Outside.pushed(user).getFirst();
        JsonNode text = Some.tree(new String(browser.read(pushed.body()), StandardCharsets.UTF_8));
        assertEquals("You received 7.00 USD", text.get("title").textValue());
        assertEquals("for you", text.get("body").textValue());
        assertEquals(1, text.get("seq").intValue());
        assertEquals("aes128gcm", pushed.header("Content-encoding"));
        assertEquals("86400", pushed.header("Ttl"));
        JwtClaims claims = new JwtConsumerBuilder()
                .setExpectedAudience(Outside.endpoint("").replaceAll("/$", ""))
                .setRequireExpirationTime()
                .setMaxFutureValidityInMinutes(24 * 60)
                .setVerificationKey(Browser.key(POINT))
                .build()
                .processToClaims(pushed.header("Authorization").replaceAll("vapid t=([^,]+), k=.*", "$1"));
        assertEquals("mailto:operator@localhost", claims.getSubject());
        assertTrue(pushed.header("Authorization").endsWith(", k=" + POINT));
    }

    @Test
    void aBrowserThatIsGoneIsForgotten() throws Exception {
        subscribe(Browser.fresh(), user);
        Outside.answers(user, 410);
        double before = failures();
        service.tell(credit("7.00", "x"));
        Eventually.holds("it is given up", () -> states().equals("push failed"));
        assertEquals(1, failures() - before);
        service.tell(credit("8.00", "y"));
        assertEquals("push failed", states(), "there is no browser any more");
        assertEquals(1, Outside.pushed(user).size());
    }

    @Test
    void aBrowserThatRefusesAMessageIsSentTheNext() throws Exception {
        subscribe(Browser.fresh(), user);
        Outside.answers(user, 400);
        service.tell(credit("7.00", "x"));
        Eventually.holds("it is given up", () -> states().equals("push failed"));
        assertEquals(1, Outside.pushed(user).size(), "at once");
        assertEquals(1, alertsAboutUser());
        service.tell(credit("8.00", "y"));
        Eventually.holds("the next is taken", () -> states().equals("push failed, push sent"));
    }

    @Test
    void whatIsCriticalAndHasNowhereToGoIsToldToTheOperators() throws Exception {
        subscribe(Browser.fresh(), user);
        Outside.answers(user, 410);
        prefer("{\"email\":\"" + address + "\",\"channels\":{\"credit_added\":[\"email\"]}}");
        Outside.replies(address, Collections.nCopies(2, "550 5.1.1 No such user"));
        service.tell(credit("1.00", "x"));
        Eventually.holds("it is given up", () -> states().equals("email failed"));
        assertEquals(0, alertsAboutUser());
        service.tell(security("look!"));
        Eventually.holds(
                "it is given up for both channels", () -> states().equals("email failed, email failed, push failed"));
        assertEquals(2, alertsAboutUser(), "one for each channel");
    }

    @Test
    void tenBrowsersAreKnownAndOneMoreTakesThePlaceOfTheOldest() {
        List<String> ids = IntStream.range(0, 11)
                .mapToObj(i -> subscribe(Browser.fresh(), user + "-" + i))
                .toList();
        List<Integer> statuses = ids.stream()
                .map(id -> service.as(user)
                        .delete("/api/notifications/push-subscriptions/" + id)
                        .statusCode())
                .toList();
        assertEquals(404, statuses.getFirst());
        assertEquals(Collections.nCopies(10, 204), statuses.subList(1, 11));
    }

    @Test
    void whatFailsIsTriedAgainAndThenToldToTheOperators() throws Exception {
        String id = subscribe(Browser.fresh(), user);
        Outside.answers(user, 503, 503);
        double before = failures();
        service.tell(credit("7.00", "x"));
        Eventually.holds("the third try works", () -> states().equals("push sent"));
        assertEquals(3, Outside.pushed(user).size());
        assertEquals(2, failures() - before, "each try that failed is counted");
        try (SocketClient operator = service.notifications(Outside.OPERATOR);
                LogLines log = LogLines.of(DeliveryJob.class)) {
            Outside.answers(user, 503, 500, 429);
            service.tell(credit("8.00", "y"));
            JsonNode alert = operator.next("system_alert");
            while (!alert.at("/data/message").textValue().contains(user)) {
                alert = operator.next("system_alert");
            }
            Eventually.holds("it is given up", () -> states().equals("push sent, push failed"));
            assertEquals(5, failures() - before);
            assertEquals(
                    List.of("CRITICAL: Failed to send notification: User=" + user
                            + ", Channel=push, Count=1, the push service answered 429"),
                    log.lines());
        }
        service.as(Some.user())
                .delete("/api/notifications/push-subscriptions/" + id)
                .then()
                .statusCode(404);
        service.as(user)
                .delete("/api/notifications/push-subscriptions/" + id)
                .then()
                .statusCode(204);
    }

    /** RFC 5321, 4.2.1: what begins with 4 may work later. So may a mailbox that is full. */
    @Test
    void aMailThatIsRefusedForNowIsTriedAgain() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        Outside.replies(address, List.of("450 4.2.1 Mailbox busy", "552 5.2.2 Full"));
        double before = failures();
        service.tell(credit("1.00", "x"));
        Eventually.holds("the third try works", () -> states().equals("email sent"));
        assertEquals(3, attempts());
        assertEquals(1, mails().size());
        assertEquals(2, failures() - before, "each try that failed is counted");
        assertEquals(0, alertsAboutUser());
    }

    @Test
    void aMailThatIsRefusedForNowTooOftenIsGivenUpAndToldToTheOperators() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        Outside.replies(address, Collections.nCopies(4, "451 4.3.0 Try again"));
        EventEnvelope event = credit("1.00", "x");
        try (LogLines log = LogLines.of(DeliveryJob.class)) {
            service.tell(event);
            Eventually.holds("it is given up", () -> states().equals("email failed"));
            assertEquals(
                    List.of("CRITICAL: Failed to send notification: User=" + user
                            + ", Channel=email, Count=1, the mail server answered 451"),
                    log.lines());
        }
        assertEquals(3, attempts());
        assertEquals(1, Outside.repliesLeft(address), "it is tried no more");
        assertEquals(1, alertsAboutUser());
        assertNoteOfMail(event, "the mail server answered 451");
    }

    @Test
    void aMailThatIsRefusedForGoodIsToldToTheOperatorsAtOnce() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        Outside.replies(address, List.of("554 5.7.1 Policy"));
        EventEnvelope event = credit("1.00", "x");
        service.tell(event);
        Eventually.holds("it is given up", () -> states().equals("email failed"));
        assertEquals(1, attempts());
        assertEquals(1, alertsAboutUser());
        assertNoteOfMail(event, "the mail server answered 554");
        Outside.replies(address, List.of("554 5.7.1 Policy"));
        service.tell(credit("2.00", "y"));
        Eventually.holds("the next is given up", () -> states().equals("email failed, email failed"));
        assertEquals(1, alertsAboutUser(), "once a day");
    }

    /** In the words that operators know (seed 004). */
    @Test
    void refundsThatNobodyCouldBeToldOfHaveALineOfTheirOwn() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        FlorinEvent refund = dev.florin.common.Some.events().stream()
                .filter(RefundEvent.InstantRefund.class::isInstance)
                .findFirst()
                .orElseThrow();
        try (LogLines log = LogLines.of(DeliveryJob.class)) {
            Outside.replies(address, List.of("554 5.7.1 Policy"));
            service.tell(Some.event("refund-" + user, refund, user));
            Eventually.holds("it is given up", () -> states().equals("email failed"));
            pass("UPDATE delivery SET state = 'pending', digest = true, finished_at = NULL, due_at = now() + interval"
                    + " '1 hour' WHERE user_id = ?");
            prefer("{\"email\":\"" + address + "\"," + quietNow() + "}");
            service.tell(credit("1.00", "x"));
            Outside.replies(address, List.of("554 5.7.1 Policy"));
            pass("UPDATE delivery SET due_at = now() WHERE user_id = ?");
            Eventually.holds("the digest is given up", () -> states().equals("email failed, email failed"));
            String what = "User=" + user + ", Channel=email, Count=1, the mail server answered 554";
            assertEquals(
                    List.of(
                            "CRITICAL: Failed to send refund notification: " + what,
                            "CRITICAL: Failed to send notification: " + what,
                            "CRITICAL: Failed to send refund notification: " + what),
                    log.lines());
        }
    }

    private EventEnvelope broadcast(String severity, String who) {
        return Some.event(UUID.randomUUID().toString(), new FlorinEvent.SystemAlert("Maintenance", severity), who);
    }

    private static String quietNow() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        return "\"quiet_hours\":{\"start\":\"%tR\",\"end\":\"%tR\",\"time_zone\":\"UTC\"}"
                .formatted(now.minusMinutes(5), now.plusHours(2));
    }

    @Test
    void aBroadcastThatDoesNotReachAUserIsToldToTheOperators() throws Exception {
        prefer("{\"email\":\"" + address + "\",\"channels\":{\"system_alert\":[\"email\"]}}");
        Outside.replies(address, List.of("554 5.7.1 Policy"));
        service.tell(broadcast("critical", user));
        Eventually.holds("it is given up", () -> states().equals("email failed"));
        assertEquals(1, alertsAboutUser());
    }

    @Test
    void aDigestWithABroadcastThatDoesNotReachAUserIsToldToTheOperators() throws Exception {
        prefer("{\"email\":\"" + address + "\",\"channels\":{\"system_alert\":[\"email\"]}," + quietNow() + "}");
        Outside.replies(address, List.of("554 5.7.1 Policy"));
        service.tell(credit("1.00", "x"), broadcast("info", user));
        pass("UPDATE delivery SET due_at = now() WHERE digest AND user_id = ?");
        Eventually.holds("it is given up", () -> states().equals("email failed, email failed"));
        assertEquals(1, alertsAboutUser());
    }

    /** It would never end. But what else does not reach an operator is told like anybody's. */
    @Test
    void anAlertThatDoesNotReachAnOperatorIsNotToldToOperators() {
        String operator = Outside.OPERATOR;
        String wishes = "\"email\":\"" + address + "\",\"channels\":{\"system_alert\":[\"email\"]}";
        EventEnvelope alert = broadcast("warning", operator);
        EventEnvelope quietAlert = broadcast("info", operator);
        EventEnvelope credit = Some.event("credit-" + user, dev.florin.common.Some.creditAdded(), operator);
        // Enough for alerts about the users of other tests, too.
        Outside.replies(address, Collections.nCopies(50, "554 5.7.1 Policy"));
        try {
            prefer(operator, "{" + wishes + "}");
            service.tell(alert);
            Eventually.holds("it is given up", () -> isGivenUp(alert, operator));
            assertEquals(0, alertsAbout(operator));
            prefer(operator, "{" + wishes + "," + quietNow() + "}");
            service.tell(quietAlert, credit);
            Eventually.holds("the digest is given up", () -> {
                pass("UPDATE delivery SET due_at = now() WHERE state = 'pending' AND digest AND user_id = ?", operator);
                return isGivenUp(quietAlert, operator) && isGivenUp(credit, operator);
            });
            assertEquals(1, alertsAbout(operator));
        } finally {
            prefer(operator, "{}");
        }
    }

    private boolean isGivenUp(EventEnvelope event, String who) {
        List<String> steps = service.as(who)
                .get("/api/notifications/" + event.id() + "/timeline")
                .path("timeline.event");
        return steps.contains("failed");
    }

    /** There is no such mailbox, or not any more: the user's affair, and nothing that an operator could put right. */
    @ParameterizedTest
    @ValueSource(strings = {"550 5.1.1 No such user", "551 5.7.1 Elsewhere", "553 5.1.3 Bad address"})
    void aMailboxThatIsNotThereIsNoOperatorsAffair(String reply) throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        Outside.replies(address, List.of(reply));
        EventEnvelope event = credit("1.00", "x");
        service.tell(event);
        Eventually.holds("it is given up", () -> states().equals("email failed"));
        assertEquals(1, attempts());
        assertEquals(0, alertsAboutUser());
        assertNoteOfMail(event, "the mail server answered " + reply.substring(0, 3));
    }

    private int attempts() {
        return database.first(
                        "SELECT attempts FROM delivery WHERE user_id = ?",
                        statement -> statement.setString(1, user),
                        row -> row.getInt(1))
                .orElseThrow();
    }

    private void assertNoteOfMail(EventEnvelope event, String note) {
        service.as(user)
                .get("/api/notifications/" + event.id() + "/timeline")
                .then()
                .body("timeline.event", contains("committed", "queued", "failed"))
                .body("timeline.note", contains(null, null, note));
    }

    /** What the operators are told stands in their inbox before a delivery is written down as failed. */
    private long alertsAboutUser() {
        return alertsAbout(user);
    }

    private long alertsAbout(String who) {
        List<String> messages = service.as(Outside.OPERATOR)
                .get("/api/notifications?type=system_alert&limit=500")
                .path("notifications.data.message");
        return messages.stream().filter(message -> message.contains(who)).count();
    }

    @Test
    void whatANodeTookThatDiedIsSentByAnother() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        service.tell(credit("1.00", "x"));
        Eventually.holds("it is sent", () -> states().equals("email sent"));
        pass("UPDATE delivery SET state = 'pending', finished_at = NULL, due_at = now() + interval '1 hour'"
                + " WHERE user_id = ?");
        service.tell(credit("2.00", "y"));
        Eventually.holds("the other goes", () -> states().equals("email pending, email sent"));
        pass("UPDATE delivery SET due_at = now() WHERE state = 'pending' AND user_id = ?");
        Eventually.holds("its lease is over", () -> states().equals("email sent, email sent"));
        assertEquals(
                3,
                mails().size(),
                () -> Arrays.toString(
                        mails().stream().map(GreenMailUtil::getWholeMessage).toArray()));
    }

    @Test
    void preferencesThatCannotBeReadKeepNobodyFromBeingTold() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        pass("UPDATE preference SET settings = '{\"min_amount_notify\":1e5000}' WHERE user_id = ?");
        service.tell(credit("1.00", "x"));
        service.as(user).get("/api/notifications/unread-count").then().body("unread_count", equalTo(1));
        assertEquals("", states(), "there is no address any more");
    }

    @Test
    void whatCannotBeWrittenIsGivenUpInTheEnd() throws Exception {
        prefer("{\"email\":\"" + address + "\"," + quietNow() + "}");
        service.tell(credit("1.00", "x"));
        pass("UPDATE notification SET data = '{\"a\":1,\"a\":2}' WHERE user_id = ?");
        pass("UPDATE delivery SET due_at = now(), digest = false WHERE user_id = ?");
        Eventually.holds("it is given up", () -> states().equals("email failed"));
    }

    @Test
    void anEndpointThatDoesNotAnswerHoldsNobodyElseUp() throws Exception {
        String slow = Some.user();
        subscribe(slow, Browser.fresh().subscription(Outside.silentEndpoint()));
        service.tell(Some.event(UUID.randomUUID().toString(), new FlorinEvent.SecurityAlert("high", "!", null), slow));
        try (Socket _ = Outside.hanging()) {
            prefer("{\"email\":\"" + address + "\"}");
            service.tell(security("now"));
            Eventually.holds("the other is told meanwhile", () -> states().equals("email sent"));
            assertEquals("push pending", states(slow));
            pass("DELETE FROM push_subscription WHERE user_id = ?", slow);
        }
    }

    @Test
    void aBrowserBelongsToWhoSubscribedThereLast() throws Exception {
        Browser browser = Browser.fresh();
        String next = Some.user();
        String endpoint = Outside.endpoint(user);
        subscribe(user, browser.subscription(endpoint));
        subscribe(next, Browser.fresh().subscription(endpoint));
        service.tell(credit("1.00", "x"));
        Eventually.holds("other keys are another browser", () -> states().equals("push sent"));
        subscribe(next, browser.subscription(endpoint));
        service.tell(credit("2.00", "secret"));
        assertEquals("push sent", states(), "there is no browser any more");
    }

    @Test
    void whoWritesAMessageIsSentNothingAboutIt() throws Exception {
        String friend = Some.user();
        for (String one : List.of(user, friend)) {
            service.as(one)
                    .contentType("application/json")
                    .body("{\"email\":\"" + one + "@example.org\",\"channels\":{\"chat_message\":[\"email\"]}}")
                    .put("/api/notifications/preferences")
                    .then()
                    .statusCode(200);
        }
        People people = new People(service);
        people.say(user, people.direct(user, friend), "hello").statusCode(201);
        Eventually.holds("the other is sent it", () -> states(friend).equals("email sent"));
        assertEquals("", states());
    }

    @Test
    void aTimelineSaysWhatBecameOfIt() throws Exception {
        prefer("{\"email\":\"" + address + "\"}");
        EventEnvelope event = credit("1.00", "x");
        service.tell(event);
        Eventually.holds("it is sent", () -> states().equals("email sent"));
        service.as(user).post("/api/notifications/" + event.id() + "/read");
        service.as(user)
                .get("/api/notifications/" + event.id() + "/timeline")
                .then()
                .statusCode(200)
                .body("timeline.event", contains("committed", "queued", "sent", "read"))
                .body("timeline.channel", contains(null, "email", "email", null))
                .body("timeline.at", everyItem(notNullValue()));
    }

    @Test
    void aTimelineSaysWhenAClientAcknowledged() {
        EventEnvelope first = credit("1.00", "x");
        EventEnvelope second = credit("2.00", "y");
        EventEnvelope third = credit("3.00", "z");
        try (SocketClient client = service.notifications(user)) {
            service.tell(first, second, third);
            client.next(3);
            Instant before = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            client.say("{\"type\":\"ack\",\"seq\":2}").hasNothingMore();
            Instant after = clock.instant();
            Eventually.holds("it is written down", () -> ackedAt(second).isPresent());
            Instant at = ackedAt(second).orElseThrow();
            assertFalse(at.isBefore(before) || at.isAfter(after), at.toString());
            client.say("{\"type\":\"ack\",\"seq\":3}").hasNothingMore();
            Eventually.holds("the next is written down", () -> ackedAt(third).isPresent());
            assertEquals(Optional.of(at), ackedAt(first), "with the first that reached it");
            assertEquals(Optional.of(at), ackedAt(second), "a later one does not move it");
        }
    }

    private Optional<Instant> ackedAt(EventEnvelope event) {
        return at(event, "acked");
    }

    private Optional<Instant> at(EventEnvelope event, String step) {
        JsonNode timeline = Some.tree(service.as(user)
                .get("/api/notifications/" + event.id() + "/timeline")
                .asString());
        return timeline.get("timeline")
                .valueStream()
                .filter(one -> one.get("event").textValue().equals(step))
                .map(one -> Instant.parse(one.get("at").textValue()))
                .findFirst();
    }

    @Test
    void aTimelineSaysWhatWasSentOverASocketAndWhatWasNot() {
        EventEnvelope away = credit("1.00", "x");
        EventEnvelope live = credit("2.00", "y");
        EventEnvelope unwanted = security("z");
        EventEnvelope late = credit("3.00", "z");
        service.tell(away);
        try (SocketClient phone = service.notifications(user, "?query=credit_added");
                SocketClient desk = service.notifications(user, "?query=credit_added")) {
            service.tell(live, unwanted, late);
            phone.next(2);
            desk.next(2);
            Eventually.holds("it is written down", () -> sentAt(live).isPresent());
        }
        Eventually.holds("the next is written down", () -> sentAt(late).isPresent());
        assertEquals(Optional.empty(), sentAt(away), "it was committed before the client came");
        assertEquals(Optional.empty(), sentAt(unwanted), "the client did not want it");
        Instant at = sentAt(live).orElseThrow();
        Instant committed = at(live, "committed").orElseThrow();
        assertFalse(at.isBefore(committed) || at.isAfter(committed.plusSeconds(10)), at + " " + committed);
        service.as(user)
                .get("/api/notifications/" + live.id() + "/timeline")
                .then()
                .body("timeline.event", contains("committed", "sent"))
                .body("timeline.channel", contains(null, "socket"));
        try (SocketClient back = service.notifications(user, "?since=0")) {
            back.next(4);
        }
        Eventually.holds(
                "what was missed is sent in the end", () -> sentAt(away).isPresent());
        assertEquals(Optional.of(at), sentAt(live), "the first time counts");
    }

    private Optional<Instant> sentAt(EventEnvelope event) {
        return at(event, "sent");
    }

    @Test
    void aTimelineSaysWhatWasGivenUpAndWhy() {
        subscribe(Browser.fresh(), user);
        Outside.answers(user, 503, 503, 503);
        EventEnvelope event = credit("1.00", "x");
        service.tell(event);
        Eventually.holds("it is given up", () -> states().equals("push failed"));
        service.as(user)
                .get("/api/notifications/" + event.id() + "/timeline")
                .then()
                .body("timeline.event", contains("committed", "queued", "failed"))
                .body("timeline.channel", contains(null, "push", "push"))
                .body("timeline.note", contains(null, null, "the push service answered 503"))
                .body("timeline.at", everyItem(notNullValue()));
    }

    @Test
    void whatNobodyAcknowledgesEscalatesOncePerChannel() throws Exception {
        EventEnvelope alert = security("look!");
        service.tell(alert);
        subscribe(Browser.fresh(), user);
        prefer("{\"email\":\"" + address + "\",\"channels\":{\"security_alert\":[]}}");
        assertEquals("", states());
        List<Escalation> both = List.of(
                new Escalation(user, 1, Escalation.Channel.PUSH), new Escalation(user, 1, Escalation.Channel.EMAIL));
        for (int i = 0; i < 2; i++) {
            database.inTransaction(transaction -> {
                escalations.escalate(transaction, both);
                return both.size();
            });
        }
        Eventually.holds("both channels have it", () -> states().equals("email sent, push sent"));
        assertEquals(1, mails().size());
        assertEquals(1, Outside.pushed(user).size());
        service.as(user)
                .get("/api/notifications/" + alert.id() + "/timeline")
                .then()
                .body("timeline.event", hasItem("escalated"));
    }

    @Test
    void endpointsInsideTheNetworkAreRefused() {
        for (String endpoint : List.of("http://push.example.org/1", "https://10.0.0.1/1", "https://localhost/1")) {
            service.as(user)
                    .contentType("application/json")
                    .body(Browser.fresh().subscription(endpoint))
                    .post("/api/notifications/push-subscriptions")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid-request"));
        }
    }
}
