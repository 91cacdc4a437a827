package dev.florin.escrow;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Every saga of a red packet, each about to start. */
final class RedPacketSagas {
    private static final String ALL = "/api/red-packets";

    private final List<Saga> sagas = new ArrayList<>();

    private RedPacketSagas() {}

    static List<Saga> all() throws SQLException {
        RedPacketSagas all = new RedPacketSagas();
        all.making();
        all.cancelBeforeThereIsMoney();
        all.claim(2, "active 5 1 kept", "red_packet_claimed 1");
        all.claim(1, "completed 10 1 kept", "red_packet_claimed 0", "red_packet_completed");
        all.refundOfWhatWasCancelled();
        all.refundOfWhatHasExpired();
        return all.sagas;
    }

    private static ApiAnswer make(String alice, int shares) {
        return Api.as(alice).post(ALL, Some.key(), Some.redPacket(10, shares, "equal", ""));
    }

    private static String made(String alice, int shares) {
        return make(alice, shares).expect(201).json().get("packet_id").textValue();
    }

    private static ApiAnswer cancel(String alice, String packet) {
        return Api.as(alice).post(ALL + "/" + packet + "/cancel", "");
    }

    private Saga saga(String name, Saga.Step start, String alice, String endsAs, String... told) {
        String of = "red_packet WHERE sender = '" + alice + "'";
        return new Saga(name, start, 503, of, endsAs, alice, List.of(told), false);
    }

    private void making() {
        String alice = Some.user("alice");
        sagas.add(saga("red packet", () -> make(alice, 2), alice, "active 0 0 kept", "red_packet_created"));
    }

    /** No job gets ahead of its sender, who takes back what has no money yet. */
    private void cancelBeforeThereIsMoney() throws SQLException {
        String alice = Some.user("alice");
        WalletStub.refuses(alice, "id-reused");
        make(alice, 2).expect(503);
        WalletStub.refuses(alice, null);
        Sql.asSuperuser()
                .execute("UPDATE red_packet SET next_at = now() + interval '1 hour' WHERE sender = '" + alice + "'");
        String packet = Sql.one("SELECT id FROM red_packet WHERE sender = '" + alice + "' AND state = 'funding'");
        sagas.add(saga(
                        "cancel of one without money",
                        () -> cancel(alice, packet),
                        alice,
                        "cancelled 0 0 kept",
                        "red_packet_created",
                        "red_packet_cancelled 2")
                .repeated());
    }

    private void claim(int shares, String endsAs, String... told) {
        String alice = Some.user("alice");
        String packet = made(alice, shares);
        sagas.add(saga(
                "claim of one of " + shares,
                () -> Api.as(Some.user("bob")).post(ALL + "/" + packet + "/claim", Some.key(), ""),
                alice,
                endsAs,
                told));
    }

    private void refundOfWhatWasCancelled() {
        String alice = Some.user("alice");
        String packet = made(alice, 2);
        cancel(alice, packet).expect(200);
        refund("cancelled", alice, packet);
    }

    private void refundOfWhatHasExpired() throws SQLException {
        String alice = Some.user("alice");
        String packet = made(alice, 2);
        Sql.asSuperuser()
                .execute("UPDATE red_packet SET expires_at = now() - interval '1 second' WHERE id = '" + packet + "'");
        String state = "SELECT state FROM red_packet WHERE id = '" + packet + "'";
        Eventually.holds("it expires", () -> Sql.one(state).equals("expired"));
        refund("expired", alice, packet);
    }

    private void refund(String state, String alice, String packet) {
        sagas.add(saga(
                        "refund of what is " + state,
                        () -> Api.asService()
                                .post(
                                        "/internal/refundables/red_packet/" + packet + "/refund",
                                        "{\"refund_id\":\"r\"}"),
                        alice,
                        state + " 0 0 back")
                .repeated());
    }
}
