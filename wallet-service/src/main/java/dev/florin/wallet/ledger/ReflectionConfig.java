package dev.florin.wallet.ledger;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What is read and written as JSON outside of REST signatures: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {
            Story.class,
            Movement.class,
            Movement.Side.class,
            Movement.About.class,
            Movement.Rail.class,
            LimitBreach.class,
            Limits.Kind.class,
            Refusal.class,
            Telling.class,
            Telling.Told.class,
            Account.Kind.class
        },
        classNames = {
            "dev.florin.wallet.transfer.TransferMetadata",
            "dev.florin.wallet.purchase.PurchaseMetadata",
            "dev.florin.wallet.external.GatewayClient$Order",
            "dev.florin.wallet.external.RailReport",
            "dev.florin.wallet.external.RailTransaction$Status"
        })
final class ReflectionConfig {
    private ReflectionConfig() {}
}
