package dev.florin.common;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What {@link dev.florin.common.json.Json} reads and writes outside of REST signatures: a native image keeps only what
 * is named.
 */
@RegisterForReflection(
        targets = {
            EventEnvelope.class,
            FlorinEvent.Transaction.class,
            FlorinEvent.Direction.class,
            FlorinEvent.BalanceUpdate.class,
            FlorinEvent.CreditAdded.class,
            FlorinEvent.CreditDeducted.class,
            FlorinEvent.TransactionNotification.class,
            FlorinEvent.PaymentReceived.class,
            FlorinEvent.TransferUpdate.class,
            FlorinEvent.SecurityAlert.class,
            FlorinEvent.SystemAlert.class,
            Problem.class,
            Problem.FieldError.class
        },
        classNames = {"dev.florin.common.event.AudienceJson$Reader", "dev.florin.common.event.AudienceJson$Writer"})
public final class ReflectionConfig {
    private ReflectionConfig() {}
}
