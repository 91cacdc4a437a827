package dev.florin.systemtest;

/** A moment on the way of a notification at which notification-service dies. */
enum Moment {
    /** Events are being told, and it is not known which of them were taken. */
    TELLING,
    /** All of them were taken, and nothing is sent yet. */
    TOLD,
    /** The mail server has a message and has not said so. */
    MAIL_TAKEN,
    /** The mail server has just said that it has a message. */
    MAIL_ANSWERED,
    /** The push service has a message and has not said so. */
    PUSH_TAKEN,
    /** The push service has just said that it has a message. */
    PUSH_ANSWERED,
    /** The push service has just said that it does not want the message now. */
    PUSH_REFUSED,
    /** It was found that somebody did not acknowledge a critical notification. */
    ESCALATING,
    /** The push service is about to refuse a message for the last time that it is tried. */
    LAST_TRY
}
