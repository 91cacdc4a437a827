package dev.florin.kubernetes;

import dev.florin.local.Service;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be said against an overlay, in sentences. */
final class Judge {
    private Judge() {}

    static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>(manifests.findings());
        Workload.of(manifests).forEach(workload -> findings.addAll(PodCheck.of(manifests, workload)));
        for (Service service : Service.values()) {
            findings.addAll(ServiceCheck.of(manifests, service));
            findings.addAll(SettingCheck.of(manifests, service));
        }
        findings.addAll(ReferenceCheck.of(manifests));
        findings.addAll(RouteCheck.of(manifests));
        findings.addAll(NetworkCheck.of(manifests));
        findings.addAll(ScaleCheck.of(manifests));
        return findings;
    }
}
