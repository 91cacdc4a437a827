package dev.florin.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;

/**
 * The operator's two kinds, with the fields that are used here (its API reference, postgresql.cnpg.io/v1): the model
 * library does not have them, and the operator publishes no classes. A field that is used for the first time is looked
 * up there and added here.
 */
public final class CloudNativePg {
    private CloudNativePg() {}

    /** A PostgreSQL with its standbys. */
    public record Cluster(String apiVersion, String kind, ObjectMeta metadata, ClusterSpec spec) {}

    /** What it is to be. */
    public record ClusterSpec(
            int instances,
            String imageName,
            String primaryUpdateStrategy,
            boolean enableSuperuserAccess,
            Postgresql postgresql,
            Managed managed,
            Storage storage,
            Storage walStorage,
            ResourceRequirements resources,
            Affinity affinity) {}

    /** Its configuration; parameters are texts. */
    public record Postgresql(
            Synchronous synchronous,
            Map<String, String> parameters,
            @JsonProperty("pg_hba") List<String> pgHba) {}

    /** How many standbys have to have a commit. */
    public record Synchronous(String method, int number, String dataDurability) {}

    /** Which roles the operator keeps. */
    public record Managed(List<Role> roles) {}

    /** One of them. */
    public record Role(String name, String ensure, boolean login, SecretName passwordSecret) {}

    /** A reference. */
    public record SecretName(String name) {}

    /** A volume. */
    public record Storage(String size) {}

    /** Where its pods may be. */
    public record Affinity(boolean enablePodAntiAffinity, String topologyKey, String podAntiAffinityType) {}

    /** A database in a cluster. */
    public record Database(String apiVersion, String kind, ObjectMeta metadata, DatabaseSpec spec) {}

    /** What it is to be. */
    public record DatabaseSpec(ClusterName cluster, String name, String owner, String databaseReclaimPolicy) {}

    /** A reference. */
    public record ClusterName(String name) {}
}
