package dev.florin.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether policies let through whom the settings send to whom, and nobody else. */
final class NetworkCheck {
    private static final int POSTGRESQL = 5432;
    private static final String COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String COLLECTORS_NAMESPACE = "florin.dev/takes-traces";

    private final Manifests manifests;
    private final List<NetworkPolicy> policies;
    private final List<Workload> workloads;
    private final List<String> findings = new ArrayList<>();

    private NetworkCheck(Manifests manifests) {
        this.manifests = manifests;
        this.policies = manifests.all(NetworkPolicy.class);
        this.workloads = Workload.of(manifests);
    }

    static List<String> of(Manifests manifests) {
        NetworkCheck check = new NetworkCheck(manifests);
        check.deniesByDefault();
        check.neighbours();
        check.databases();
        check.collectors();
        check.entrances();
        return check.findings;
    }

    private void deniesByDefault() {
        boolean denies = policies.stream()
                .anyMatch(policy -> policy.getSpec().getPolicyTypes().containsAll(List.of("Ingress", "Egress"))
                        && isEmpty(policy.getSpec().getPodSelector())
                        && policy.getSpec().getIngress().isEmpty()
                        && policy.getSpec().getEgress().isEmpty());
        expect(denies, "NetworkPolicies: nothing is denied by default");
    }

    /** Every pair of pods here: what one is told of the other's address decides. */
    private void neighbours() {
        for (Workload from : workloads) {
            Set<String> told = told(from);
            for (Workload to : workloads) {
                Container serving = to.pod().getSpec().getContainers().getFirst();
                serving.getPorts().forEach(port -> {
                    boolean wanted = told.contains(to.name() + ":" + port.getContainerPort());
                    boolean open = leaves(from, to, port.getContainerPort(), port.getName())
                            && enters(from, to, port.getContainerPort(), port.getName());
                    expect(
                            wanted == open || from.equals(to),
                            "NetworkPolicies: " + from.name() + (wanted ? " does not reach " : " reaches ") + to.name()
                                    + ":" + port.getContainerPort());
                });
            }
        }
    }

    /** {@code host:port} of what the settings of a workload name. */
    private Set<String> told(Workload workload) {
        Set<String> told = new TreeSet<>();
        for (Container container : workload.containers()) {
            for (String value : Workload.environment(container, manifests).values()) {
                String address = value.startsWith("jdbc:") ? value.substring("jdbc:".length()) : value;
                if (address.matches("[a-z]+://[a-z0-9.-]+:[0-9]+.*")) {
                    URI uri = URI.create(address.replaceAll("\\?.*", ""));
                    told.add(uri.getHost() + ":" + uri.getPort());
                }
            }
        }
        return told;
    }

    private void databases() {
        for (Workload workload : workloads) {
            if (workload.service().isPresent()) {
                boolean leaves = egress(workload)
                        .anyMatch(rule ->
                                rule.getPorts().stream().anyMatch(port -> isPort(port, POSTGRESQL, "postgres")));
                expect(leaves, "NetworkPolicies: " + workload.name() + " does not reach a database");
            }
        }
    }

    /** Who is told of a collector reaches it in another namespace; nobody else is let out there. */
    private void collectors() {
        for (Workload workload : workloads) {
            Optional<URI> told = workload.container("service")
                    .map(container -> Workload.environment(container, manifests).get(COLLECTOR))
                    .map(URI::create);
            boolean leaves = egress(workload)
                    .filter(rule -> rule.getTo().stream().anyMatch(NetworkCheck::isOfCollectors))
                    .anyMatch(rule -> told.isEmpty()
                            || rule.getPorts().stream()
                                    .anyMatch(port -> isPort(port, told.get().getPort(), "")));
            expect(
                    leaves == told.isPresent(),
                    "NetworkPolicies: " + workload.name()
                            + (leaves
                                    ? " reaches collectors of traces"
                                    : " does not reach the collector of its traces"));
        }
    }

    private static boolean isOfCollectors(NetworkPolicyPeer peer) {
        return peer.getNamespaceSelector() != null
                && labels(peer.getNamespaceSelector()).containsKey(COLLECTORS_NAMESPACE);
    }

    /** From other namespaces only those may come that are labelled, and only to the port of the service. */
    private void entrances() {
        for (Workload workload : workloads) {
            Set<String> labels = ingress(workload)
                    .filter(rule -> rule.getPorts().stream().anyMatch(port -> isPort(port, 0, "http")))
                    .flatMap(rule -> rule.getFrom().stream())
                    .map(NetworkPolicyPeer::getNamespaceSelector)
                    .filter(selector -> selector != null)
                    .flatMap(selector -> selector.getMatchLabels().keySet().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> owed = workload.service().isPresent()
                    ? Set.of("florin.dev/calls-services", "florin.dev/reads-metrics")
                    : Set.of();
            expect(labels.equals(owed), "NetworkPolicies: " + workload.name() + " is entered from " + labels);
        }
        policies.forEach(policy -> policy.getSpec()
                .getIngress()
                .forEach(rule -> expect(
                        !rule.getFrom().isEmpty()
                                && !rule.getPorts().isEmpty()
                                && rule.getFrom().stream().noneMatch(NetworkCheck::isEverybody),
                        "NetworkPolicy/" + policy.getMetadata().getName() + ": lets everybody in")));
    }

    private static boolean isEverybody(NetworkPolicyPeer peer) {
        return peer.getIpBlock() != null
                || (peer.getNamespaceSelector() != null
                        && isEmpty(peer.getNamespaceSelector())
                        && (peer.getPodSelector() == null || isEmpty(peer.getPodSelector())));
    }

    private boolean leaves(Workload from, Workload to, int number, String name) {
        return egress(from)
                .anyMatch(rule -> rule.getPorts().stream().anyMatch(port -> isPort(port, number, name))
                        && rule.getTo().stream().anyMatch(peer -> isPod(peer, to)));
    }

    private boolean enters(Workload from, Workload to, int number, String name) {
        return ingress(to)
                .anyMatch(rule -> rule.getPorts().stream().anyMatch(port -> isPort(port, number, name))
                        && rule.getFrom().stream().anyMatch(peer -> isPod(peer, from)));
    }

    private Stream<NetworkPolicyEgressRule> egress(Workload workload) {
        return policies.stream()
                .filter(policy -> selects(policy.getSpec().getPodSelector(), workload))
                .flatMap(policy -> policy.getSpec().getEgress().stream());
    }

    private Stream<NetworkPolicyIngressRule> ingress(Workload workload) {
        return policies.stream()
                .filter(policy -> selects(policy.getSpec().getPodSelector(), workload))
                .flatMap(policy -> policy.getSpec().getIngress().stream());
    }

    private static boolean isPod(NetworkPolicyPeer peer, Workload workload) {
        return peer.getNamespaceSelector() == null
                && peer.getPodSelector() != null
                && selects(peer.getPodSelector(), workload);
    }

    private static boolean selects(@Nullable LabelSelector selector, Workload workload) {
        return selector == null
                || workload.labels().entrySet().containsAll(labels(selector).entrySet());
    }

    private static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || (labels(selector).isEmpty() && selector.getMatchExpressions().isEmpty());
    }

    private static Map<String, String> labels(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
    }

    private static boolean isPort(NetworkPolicyPort port, int number, String name) {
        IntOrString wanted = port.getPort();
        return wanted != null
                && (wanted.getStrVal() != null ? wanted.getStrVal().equals(name) : wanted.getIntVal() == number);
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(otherwise);
        }
    }
}
