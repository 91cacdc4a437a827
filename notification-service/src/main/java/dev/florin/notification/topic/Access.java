package dev.florin.notification.topic;

/** Whether a user may follow a topic. */
public enum Access {
    GRANTED,
    /** It is somebody else's, or there is none: nobody is told which. */
    DENIED,
    /** Who knows cannot be asked at the moment. */
    UNKNOWN
}
