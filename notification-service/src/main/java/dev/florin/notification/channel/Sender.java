package dev.florin.notification.channel;

import dev.florin.notification.preference.Channel;

/** One channel. Blocks, within a bounded time; throws nothing that is to be expected. */
interface Sender {
    Channel channel();

    /** Whether this installation has it. */
    boolean isOpen();

    Outcome send(Delivery.Parcel parcel);
}
