package dev.florin.kubernetes;

import static dev.florin.kubernetes.Damage.assertFound;
import static dev.florin.kubernetes.Damage.at;
import static dev.florin.kubernetes.Damage.broken;
import static dev.florin.kubernetes.Damage.get;
import static dev.florin.kubernetes.Damage.pod;
import static dev.florin.kubernetes.Damage.renamed;
import static dev.florin.kubernetes.Damage.serving;
import static dev.florin.kubernetes.Damage.variable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks one thing in what Kustomize made, and expects it to be found. */
class MutationTest {
    private static final String PRODUCTION = "overlays/production";
    private static final String OTHER = "src/test/kustomize/other-choices";
    private static final String WALLET = "Deployment/wallet-service";
    private static final String NOTIFICATION = "Deployment/notification-service";

    static Stream<Arguments> probesAndPorts() {
        return Stream.of(
                broken(WALLET, serving(c -> c.remove("startupProbe")), "service has no startupProbe"),
                broken(WALLET, serving(c -> c.remove("livenessProbe")), "service has no livenessProbe"),
                broken(WALLET, serving(c -> c.remove("readinessProbe")), "service has no readinessProbe"),
                broken(
                        NOTIFICATION,
                        serving(c -> get(c, "readinessProbe", "httpGet").put("path", "/q/health")),
                        "readinessProbe does not ask /q/health/ready"),
                broken(
                        NOTIFICATION,
                        serving(c -> get(c, "livenessProbe", "httpGet").put("path", "/q/health/ready")),
                        "livenessProbe does not ask /q/health/live"),
                broken(
                        WALLET,
                        serving(c -> get(c, "livenessProbe", "httpGet").put("port", "web")),
                        "livenessProbe asks at port web, which is not there"),
                broken(
                        WALLET,
                        serving(c -> get(c, "readinessProbe").put("timeoutSeconds", 1)),
                        "the readinessProbe gives up before the service does"),
                broken(
                        WALLET,
                        serving(c -> ((ObjectNode) c.path("ports").path(0)).put("containerPort", 8082)),
                        "port http is not 8081"),
                broken(
                        "Service/wallet-service",
                        o -> get(o, "spec", "selector").put("app.kubernetes.io/name", "wallet"),
                        "no Service leads to its port http"),
                broken(
                        WALLET,
                        o -> get(o, "spec", "selector", "matchLabels").put("app", "x"),
                        "does not find its own pods"),
                broken("PodDisruptionBudget/wallet-service", Damage::dropped, "no PodDisruptionBudget covers it"),
                broken(
                        "ServiceMonitor/florin",
                        at("/spec/endpoints/0", e -> e.put("path", "/metrics")),
                        "no metrics at"));
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                broken(
                        "ConfigMap/notification-service",
                        o -> renamed(get(o, "data"), "FLORIN_ESCROW_URL", "FLORIN_ESCROWS_URL"),
                        "notification-service knows no FLORIN_ESCROWS_URL"),
                broken(
                        "ConfigMap/every-service",
                        o -> renamed(get(o, "data"), "FLORIN_SECURITY_ISSUER", "FLORIN_SECURITY_ISSUED_BY"),
                        "florin.security.issuer"),
                broken(
                        "ConfigMap/every-service",
                        o -> renamed(get(o, "data"), "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "QUARKUS_HTTP_PROXY_TRUST"),
                        "knows no QUARKUS_HTTP_PROXY_TRUST"),
                broken(
                        "ConfigMap/wallet-service",
                        o -> get(o, "data").put("FLORIN_PUSH_CONTACT", "mailto:a@example.org"),
                        "wallet-service knows no FLORIN_PUSH_CONTACT"),
                broken(
                        "ConfigMap/notification-service",
                        o -> get(o, "data").put("FLORIN_SOCKET_DRAIN_TIME", "twenty seconds"),
                        "florin.socket.drain-time"),
                broken(
                        "ConfigMap/every-service",
                        o -> get(o, "data").put("QUARKUS_HEALTH_OPENAPI_INCLUDED", "true"),
                        "knows no QUARKUS_HEALTH_OPENAPI_INCLUDED"),
                broken(
                        WALLET,
                        serving(c ->
                                variable(c, "QUARKUS_DATASOURCE_PASSWORD").put("name", "QUARKUS_DATASOURCE_PASSWD")),
                        "is not told of its database"),
                broken(
                        WALLET,
                        serving(c ->
                                variable(c, "QUARKUS_FLYWAY_MIGRATE_AT_START").put("value", "true")),
                        "migrates, though migrate has done it"),
                broken(
                        WALLET,
                        at(
                                "/spec/template/spec/initContainers/0",
                                c -> variable(c, "QUARKUS_INIT_AND_EXIT").put("value", "false")),
                        "migrate: does not end"),
                broken(
                        WALLET,
                        serving(c -> ((ArrayNode) c.path("env"))
                                .addObject()
                                .put("name", "QUARKUS_FLYWAY_PASSWORD")
                                .put("value", "told")),
                        "has the password of its database's owner"),
                broken(
                        WALLET,
                        serving(c -> variable(c, "QUARKUS_DATASOURCE_PASSWORD")
                                .put("value", "open")
                                .remove("valueFrom")),
                        "QUARKUS_DATASOURCE_PASSWORD stands in the open"),
                broken(
                        "ConfigMap/wallet-service",
                        o -> get(o, "data").put("FLORIN_RAIL_CHAIN_SECRETS", "told"),
                        "service: FLORIN_RAIL_CHAIN_SECRETS stands in the open"),
                broken(
                        "ConfigMap/notification-service",
                        o -> get(o, "data").put("QUARKUS_MAILER_PASSWORD", "told"),
                        "service: QUARKUS_MAILER_PASSWORD stands in the open"),
                broken(
                        WALLET,
                        serving(c -> get(variable(c, "QUARKUS_DATASOURCE_PASSWORD"), "valueFrom", "secretKeyRef")
                                .put("key", "passwd")),
                        "there is no passwd in the Secret florin-wallet-db"),
                broken(
                        WALLET,
                        serving(c -> get(variable(c, "QUARKUS_DATASOURCE_PASSWORD"), "valueFrom", "secretKeyRef")
                                .put("name", "florin-wallets-db")),
                        "nobody makes the Secret florin-wallets-db"),
                broken("ConfigMap/wallet-service", Damage::dropped, "nobody makes the ConfigMap wallet-service"),
                broken(
                        "ConfigMap/every-service",
                        o -> get(o, "data").put("FLORIN_SECURITY_SERVICE_KEY", "/etc/florin/keys/private.pem"),
                        "nothing is mounted at /etc/florin/keys/private.pem"));
    }

    static Stream<Arguments> podsAndRollouts() {
        return Stream.of(
                broken(
                        WALLET,
                        serving(c -> get(c, "securityContext").put("readOnlyRootFilesystem", false)),
                        "readOnlyRoot"),
                broken(
                        WALLET,
                        serving(c -> get(c, "securityContext").remove("capabilities")),
                        "capabilities are not dropped"),
                broken(
                        WALLET,
                        pod(p -> get(p, "securityContext").put("runAsUser", 0)),
                        "runAsUser is not a number above 0"),
                broken(
                        WALLET,
                        pod(p -> get(p, "securityContext").put("runAsUser", 185)),
                        "which is not the user of Dockerfile.jvm"),
                broken(WALLET, serving(c -> c.put("image", "florin/wallet-service:latest")), "or of no version"),
                broken(WALLET, pod(p -> get(p, "securityContext").remove("seccompProfile")), "seccompProfile"),
                broken(WALLET, pod(p -> p.put("automountServiceAccountToken", true)), "automountServiceAccountToken"),
                broken(WALLET, pod(p -> p.put("serviceAccountName", "default")), "there is no ServiceAccount default"),
                broken(WALLET, pod(p -> p.remove("enableServiceLinks")), "enableServiceLinks is not false"),
                broken(WALLET, pod(p -> p.remove("topologySpreadConstraints")), "is not spread over"),
                broken(WALLET, serving(c -> get(c, "resources").remove("limits")), "no limit of memory"),
                broken(WALLET, serving(c -> c.remove("lifecycle")), "before everybody has heard that it goes"),
                broken(WALLET, serving(c -> c.put("image", "florin/escrow-service:1")), "migrates with another image"),
                broken(NOTIFICATION, pod(p -> p.put("terminationGracePeriodSeconds", 30)), "is killed after 30 s"),
                broken(
                        "ConfigMap/notification-service",
                        o -> get(o, "data").put("FLORIN_SOCKET_DRAIN_TIME", "PT60S"),
                        "is killed after 45 s, and may need 76"),
                broken(
                        WALLET,
                        at("/spec/strategy/rollingUpdate", u -> u.put("maxUnavailable", 1)),
                        "takes pods away before new ones are there"),
                broken(
                        "HorizontalPodAutoscaler/notification-service",
                        at("/spec/metrics/0/pods/metric", m -> m.put("name", "sockets")),
                        "does not look at ws_connections"),
                broken(
                        "HorizontalPodAutoscaler/notification-service",
                        at("/spec/metrics/0/pods/target", t -> t.put("averageValue", "30k")),
                        "scales at 30000 connections, and a node lets in 20000"),
                broken(
                        "ConfigMap/notification-service",
                        o -> get(o, "data").remove("WS_MAX_CONNECTIONS"),
                        "scales up to 80000 connections, and all nodes together let in 20000"),
                broken(
                        "HorizontalPodAutoscaler/wallet-service",
                        o -> get(o, "spec").put("maxReplicas", 60),
                        "max_connections is"),
                broken(WALLET, o -> get(o, "spec").put("replicas", 2), "every rollout undoes"),
                broken(WALLET, Damage::dropped, "Deployment/wallet-service: is missing"));
    }

    static Stream<Arguments> strictness() {
        return Stream.of(
                broken(WALLET, serving(c -> c.putObject("livenesProbe")), "there is no field"),
                broken(WALLET, serving(c -> get(c, "livenessProbe", "httpGet").put("paht", "/q")), "httpGet/paht"),
                broken(
                        WALLET,
                        serving(c ->
                                variable(c, "QUARKUS_FLYWAY_MIGRATE_AT_START").put("value", false)),
                        "String"),
                broken(WALLET, o -> get(o, "spec").put("minReadySeconds", "five"), "five"),
                broken(WALLET, o -> o.put("apiVersion", "extensions/v1beta1"), "nobody here knows extensions/v1beta1"),
                broken(
                        "HTTPRoute/wallet-service",
                        at("/spec/rules/0", r -> r.put("timeout", "1s")),
                        "/spec/rules/0/timeout"),
                broken(
                        "ServiceMonitor/florin",
                        at("/spec/endpoints/0", e -> e.put("every", "1s")),
                        "/spec/endpoints/0/every"),
                broken("Cluster/florin-postgres", at("/spec/postgresql", p -> p.put("pgHba", "x")), "pgHba"),
                broken(
                        "ConfigMap/wallet-service",
                        o -> o.put("kind", "Secret").set("stringData", o.remove("data")),
                        "a secret stands in the open"));
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                broken("HTTPRoute/insides", Damage::dropped, "/internal goes to no rule of its own and not to nobody"),
                broken(
                        "HTTPRoute/insides",
                        at(
                                "/spec/rules/0",
                                r -> r.putArray("backendRefs")
                                        .addObject()
                                        .put("name", "wallet-service")
                                        .put("port", 8081)),
                        "/q goes to wallet-service and not to nobody"),
                broken(
                        "HTTPRoute/wallet-service",
                        at("/spec/rules/0/matches/0/path", p -> p.put("value", "/api/purses")),
                        "/api/purses is no rule of the product"),
                broken(
                        "HTTPRoute/refund-service",
                        at(
                                "/spec/rules/0/backendRefs/0",
                                b -> b.put("name", "wallet-service").put("port", 8081)),
                        "/api/refunds goes to wallet-service and not to refund-service"),
                broken(
                        "HTTPRoute/refund-service",
                        at("/spec/rules/0/backendRefs/0", b -> b.put("port", 80)),
                        "there is no Service refund-service with port 80"),
                broken(
                        "HTTPRoute/notification-service",
                        at("/spec/rules/0", r -> r.remove("timeouts")),
                        "ends sockets"),
                broken("NetworkPolicy/default-deny", Damage::dropped, "nothing is denied by default"),
                broken(
                        "NetworkPolicy/to-wallet-service",
                        Damage::dropped,
                        "escrow-service does not reach wallet-service:8081"),
                broken("NetworkPolicy/from-refund-service", Damage::dropped, "refund-service does not reach"),
                broken(
                        "NetworkPolicy/from-wallet-service",
                        at(
                                "/spec/egress/0/to/0/podSelector/matchLabels",
                                l -> l.put("app.kubernetes.io/name", "escrow-service")),
                        "wallet-service does not reach notification-service:8084"),
                broken(
                        "ConfigMap/refund-service",
                        o -> get(o, "data").remove("FLORIN_ESCROW_URL"),
                        "refund-service reaches escrow-service:8082"),
                broken(
                        "NetworkPolicy/from-outside",
                        at("/spec/ingress/0/from/0/namespaceSelector", s -> s.removeAll()),
                        "lets everybody in"),
                broken("NetworkPolicy/to-the-database", Damage::dropped, "wallet-service does not reach a database"));
    }

    static Stream<Arguments> ingress() {
        return Stream.of(
                broken(
                        "Ingress/florin",
                        at("/spec/rules/0/http/paths/0/backend/service", s -> s.put("name", "notification-service")),
                        "/internal goes to notification-service and not to nobody"),
                broken(
                        "Ingress/florin",
                        at("/spec/rules/0/http/paths/5", p -> p.put("path", "/api/bt")),
                        "/api/bt is no rule of the product"),
                broken(
                        "Ingress/florin",
                        at("/spec/rules/0/http/paths/5", p -> p.put("pathType", "Exact")),
                        "is no Prefix"),
                broken(
                        "Ingress/florin",
                        at("/metadata/annotations", a -> a.remove("haproxy.org/timeout-tunnel")),
                        "haproxy.org/timeout-tunnel is 0, and ends sockets"),
                broken(
                        "Ingress/florin",
                        at("/metadata/annotations", a -> a.put("nginx.org/proxy-read-timeout", "30s")),
                        "nginx.org/proxy-read-timeout is 30s, and ends sockets"),
                broken(
                        "Ingress/florin",
                        at("/metadata/annotations", a -> a.remove("nginx.org/websocket-services")),
                        "nginx.org/websocket-services lets no sockets through"),
                broken("Service/nowhere", Damage::dropped, "/q goes to nowhere and not to nobody"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"probesAndPorts", "settings", "podsAndRollouts", "strictness", "ways"})
    void isFoundInProduction(String object, Consumer<ObjectNode> damage, String finding) {
        assertFound(PRODUCTION, object, damage, finding);
    }

    static Stream<Arguments> tracing() {
        return Stream.of(
                broken(
                        "NetworkPolicy/to-the-collector",
                        Damage::dropped,
                        "wallet-service does not reach the collector of its traces"),
                broken(
                        "NetworkPolicy/to-the-collector",
                        at("/spec/egress/0/ports/0", p -> p.put("port", 4317)),
                        "refund-service does not reach the collector of its traces"),
                broken(
                        "ConfigMap/every-service",
                        o -> get(o, "data").remove("OTEL_EXPORTER_OTLP_ENDPOINT"),
                        "escrow-service reaches collectors of traces"),
                broken(
                        "ConfigMap/every-service",
                        o -> renamed(get(o, "data"), "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_ENDPOINT"),
                        "knows no OTEL_EXPORTER_ENDPOINT"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"ingress", "tracing"})
    void isFoundInTheOtherChoices(String object, Consumer<ObjectNode> damage, String finding) {
        assertFound(OTHER, object, damage, finding);
    }
}
