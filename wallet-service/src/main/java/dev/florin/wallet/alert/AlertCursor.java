package dev.florin.wallet.alert;

import dev.florin.common.problem.Required;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page of alerts ended. */
record AlertCursor(Instant createdAt, UUID id) {
    private static final AlertCursor START = new AlertCursor(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1L, -1L));

    static AlertCursor of(@Nullable String text) {
        if (text == null) {
            return START;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("=", 2);
            return new AlertCursor(Instant.ofEpochMilli(Long.parseLong(parts[0])), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }

    static AlertCursor after(AlertView last) {
        return new AlertCursor(last.createdAt(), last.alertId());
    }

    String text() {
        String plain = createdAt.toEpochMilli() + "=" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
