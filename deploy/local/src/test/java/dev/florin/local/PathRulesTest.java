package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.local.PathRules.Rule;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRulesTest {
    @ParameterizedTest
    @CsvSource({
        "/api/wallets, WALLET",
        "/api/wallets/0192/balance, WALLET",
        "/api/wallet/transfers, WALLET",
        "/api/bt-pay/dashboard/, WALLET",
        "/api/admin/transactions/monitor, WALLET",
        "/api/admin/wallets/1/freeze, WALLET",
        "/api/admin/ledger/audit, WALLET",
        "/api/admin/rails/events/unapplied, WALLET",
        "/api/v1/escrows, ESCROW",
        "/api/v1/webhooks/razorpay, ESCROW",
        "/api/red-packets/7/claim, ESCROW",
        "/api/admin/escrows, ESCROW",
        "/api/admin/payments/unapplied, ESCROW",
        "/api/refunds, REFUND",
        "/api/admin/refunds/failed, REFUND",
        "/api/notifications/unread-count, NOTIFICATION",
        "/api/ws/notifications/ey.token, NOTIFICATION",
        "/api/v1/ws, NOTIFICATION",
        "/api/chat/conversations, NOTIFICATION",
        "/api/contacts, NOTIFICATION",
        "/api/admin/websocket/status, NOTIFICATION",
        "/api/admin/system/health, NOTIFICATION",
        "/ws/balance, NOTIFICATION",
        "/socket.io/, NOTIFICATION",
        "/asyncapi.yaml, NOTIFICATION",
        "/finance/bt-pay/live/, NOTIFICATION",
        "/, NOTIFICATION",
        "/anything/else, NOTIFICATION",
    })
    void productsPathsReachTheirServices(String path, Service service) {
        assertEquals(service, PathRules.STANDARD.route(path).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/walletsX, NOTIFICATION",
        "/api/wallet-things, NOTIFICATION",
        "/api/refundsome, NOTIFICATION",
        "/api/v1/wsx, NOTIFICATION",
        "/internals, NOTIFICATION",
        "/quick, NOTIFICATION",
        "/API/wallets, NOTIFICATION",
        "/api/internal/x, NOTIFICATION",
    })
    void prefixEndsWhereSegmentEnds(String path, Service service) {
        assertEquals(service, PathRules.STANDARD.route(path).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "/internal",
        "/internal/ledger/transfers",
        "/q",
        "/q/metrics",
        "//internal/events",
        "/./internal/events",
        "/api/wallets/../../internal/events",
        "/api/wallets/%2e%2E/../internal/events",
        "/%69nternal/events",
        "/internal;a=b/events",
        "/;a/internal/events",
        "/api/..;x/internal",
        "/%71/metrics",
    })
    void insidesAreReachedByNoSpelling(String path) {
        assertEquals(Optional.empty(), PathRules.STANDARD.route(PathRules.canonical(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "//, /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        "/a//b, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/../../a, /a",
        "/%7Euser, /~user",
        "/a%2Fb, /a%2Fb",
        "/100%, /100%",
        "/%zz, /%zz",
        "/a%20b, /a%20b",
    })
    void canonicalPathMeansTheSame(String path, String canonical) {
        assertEquals(canonical, PathRules.canonical(path));
        assertEquals(canonical, PathRules.canonical(canonical));
    }

    @Test
    void prefixThatCouldNeverMatchIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Rule("api", Service.WALLET));
        assertThrows(IllegalArgumentException.class, () -> new Rule("/api/", Service.WALLET));
    }
}
