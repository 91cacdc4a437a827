package dev.florin.kubernetes;

import dev.florin.local.PathRules;
import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether an Ingress, or the routes of a gateway, have the rules of the product: {@link PathRules#STANDARD}. */
final class RouteCheck {
    private static final String NOBODY = "nobody";
    private static final int MATCHES_OF_A_RULE = 8;
    private static final int RULES_OF_A_ROUTE = 16;

    /** The annotations of the usual controllers for how long a connection may be silent. */
    private static final List<String> TIME_OUTS = List.of(
            "haproxy.org/timeout-tunnel",
            "haproxy-ingress.github.io/timeout-tunnel",
            "nginx.org/proxy-read-timeout",
            "nginx.org/proxy-send-timeout",
            "nginx.ingress.kubernetes.io/proxy-read-timeout",
            "nginx.ingress.kubernetes.io/proxy-send-timeout");

    private final Manifests manifests;
    private final List<String> findings = new ArrayList<>();

    private RouteCheck(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> of(Manifests manifests) {
        RouteCheck check = new RouteCheck(manifests);
        List<Ingress> ingresses = manifests.all(Ingress.class);
        List<HTTPRoute> routes = manifests.all(HTTPRoute.class);
        ingresses.forEach(check::ingress);
        if (!routes.isEmpty()) {
            check.routes(routes);
        }
        if (ingresses.isEmpty() && routes.isEmpty()) {
            check.findings.add("nothing leads in from outside");
        }
        return check.findings;
    }

    /** Path to service, as it is owed. */
    private static Map<String, String> owed() {
        Map<String, String> owed = new TreeMap<>();
        PathRules.STANDARD
                .rules()
                .forEach(rule -> owed.put(rule.prefix(), rule.service().module()));
        PathRules.STANDARD.hidden().forEach(prefix -> owed.put(prefix, NOBODY));
        return owed;
    }

    private void ingress(Ingress ingress) {
        String id = "Ingress/" + ingress.getMetadata().getName();
        ingress.getSpec().getRules().forEach(rule -> {
            Map<String, String> found = new TreeMap<>();
            for (HTTPIngressPath path : rule.getHttp().getPaths()) {
                if (!"Prefix".equals(path.getPathType())) {
                    findings.add(id + ": " + path.getPath() + " is no Prefix");
                }
                ServiceBackendPort port = path.getBackend().getService().getPort();
                String backend = path.getBackend().getService().getName();
                if (!"http".equals(port.getName())) {
                    findings.add(id + ": " + path.getPath() + " does not go to port http");
                }
                if (found.put(path.getPath(), isNobody(backend) ? NOBODY : backend) != null) {
                    findings.add(id + ": " + path.getPath() + " stands there twice");
                }
            }
            compare(id, found);
        });
        sockets(id, Optional.ofNullable(ingress.getMetadata().getAnnotations()).orElse(Map.of()));
    }

    /** A socket that has nothing to say has heartbeats: whoever waits longer than for the next does not end it. */
    private void sockets(String id, Map<String, String> annotations) {
        Duration heartbeat = heartbeat();
        for (String name : TIME_OUTS) {
            String value = annotations.getOrDefault(name, "0");
            if (duration(value).compareTo(heartbeat) <= 0) {
                findings.add(id + ": " + name + " is " + value + ", and ends sockets between two heartbeats");
            }
        }
        List<String> upgraded = List.of(
                annotations.getOrDefault("nginx.org/websocket-services", "").split(","));
        if (!upgraded.contains(Service.NOTIFICATION.module())) {
            findings.add(id + ": nginx.org/websocket-services lets no sockets through");
        }
    }

    private Duration heartbeat() {
        return Workload.of(manifests, Service.NOTIFICATION)
                .flatMap(workload -> workload.container("service"))
                .flatMap(container -> Settings.of(Service.NOTIFICATION)
                        .valueIn(Workload.environment(container, manifests), "florin.socket.heartbeat-interval"))
                .map(RouteCheck::duration)
                .orElse(Duration.ZERO);
    }

    /** {@code 1h}, {@code 3600s}, {@code 3600} and {@code PT1H} are the same. */
    private static Duration duration(String text) {
        String bare = text.toUpperCase(Locale.ROOT).replaceFirst("^PT", "");
        return Duration.parse("PT" + bare + (bare.matches("\\d+") ? "S" : ""));
    }

    /** A Service without a selector has no pods. */
    private boolean isNobody(String name) {
        return manifests.all(io.fabric8.kubernetes.api.model.Service.class).stream()
                .anyMatch(service -> service.getMetadata().getName().equals(name)
                        && Optional.ofNullable(service.getSpec().getSelector())
                                .orElse(Map.of())
                                .isEmpty());
    }

    private void routes(List<HTTPRoute> routes) {
        Map<String, String> found = new TreeMap<>();
        for (HTTPRoute route : routes) {
            String id = "HTTPRoute/" + route.getMetadata().getName();
            if (route.getSpec().getRules().size() > RULES_OF_A_ROUTE) {
                findings.add(id + ": more rules than a route may have");
            }
            for (HTTPRouteRule rule : route.getSpec().getRules()) {
                if (!rule.getFilters().isEmpty() && rule.getBackendRefs().isEmpty()) {
                    continue;
                }
                if (rule.getMatches().size() > MATCHES_OF_A_RULE) {
                    findings.add(id + ": more matches than every gateway takes");
                }
                String backend = backend(id, rule);
                for (HTTPRouteMatch match : rule.getMatches()) {
                    if (!"PathPrefix".equals(match.getPath().getType())) {
                        findings.add(id + ": " + match.getPath().getValue() + " is no PathPrefix");
                    }
                    if (found.put(match.getPath().getValue(), backend) != null) {
                        findings.add(id + ": " + match.getPath().getValue() + " stands there twice");
                    }
                }
                if (backend.equals(Service.NOTIFICATION.module())
                        && (rule.getTimeouts() == null
                                || !"0s".equals(rule.getTimeouts().getRequest()))) {
                    findings.add(id + ": a time-out of requests ends sockets");
                }
            }
        }
        compare("HTTPRoutes", found);
    }

    private String backend(String id, HTTPRouteRule rule) {
        if (rule.getBackendRefs().isEmpty()) {
            return NOBODY;
        }
        var backend = rule.getBackendRefs().getFirst();
        boolean isThere = manifests.all(io.fabric8.kubernetes.api.model.Service.class).stream()
                .anyMatch(service -> service.getMetadata().getName().equals(backend.getName())
                        && service.getSpec().getPorts().stream()
                                .anyMatch(port -> port.getPort().equals(backend.getPort())));
        if (!isThere) {
            findings.add(id + ": there is no Service " + backend.getName() + " with port " + backend.getPort());
        }
        return backend.getName();
    }

    private void compare(String id, Map<String, String> found) {
        Map<String, String> owed = owed();
        owed.forEach((path, backend) -> {
            if (!backend.equals(found.get(path))) {
                findings.add(id + ": " + path + " goes to " + found.getOrDefault(path, "no rule of its own")
                        + " and not to " + backend);
            }
        });
        found.keySet().stream()
                .filter(path -> !owed.containsKey(path))
                .forEach(path -> findings.add(id + ": " + path + " is no rule of the product"));
    }
}
