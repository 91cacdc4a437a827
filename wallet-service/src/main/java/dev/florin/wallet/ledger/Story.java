package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a commit has to tell, as short as it can be, as it stands in the outbox; its events are spelled out later. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "story", defaultImpl = Movement.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Movement.class, name = "movement"),
    @JsonSubTypes.Type(value = LimitBreach.class, name = "limit_breach"),
    @JsonSubTypes.Type(value = Refusal.class, name = "refusal"),
    @JsonSubTypes.Type(value = Telling.class, name = "telling")
})
public sealed interface Story permits Movement, LimitBreach, Refusal, Telling {}
