package dev.florin.notification.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The other end of Web Push: reads what was encrypted for it, by RFC 8188 and RFC 8291 with HMACs of its own. */
public final class Browser {
    private final KeyPair keys;
    private final byte[] auth;

    private Browser(KeyPair keys, byte[] auth) {
        this.keys = keys;
        this.auth = auth;
    }

    byte[] auth() {
        return auth.clone();
    }

    public static Browser fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] auth = new byte[16];
            new SecureRandom().nextBytes(auth);
            return new Browser(generator.generateKeyPair(), auth);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A public key in base64url. */
    public static ECPublicKey key(String point) {
        return PushKeys.publicKey(Base64.getUrlDecoder().decode(point));
    }

    ECPublicKey publicKey() {
        return (ECPublicKey) keys.getPublic();
    }

    /** What a page sends to subscribe. */
    public String subscription(String endpoint) {
        return "{\"endpoint\":\"" + endpoint + "\",\"expirationTime\":null,\"keys\":{\"p256dh\":\""
                + base64(PushKeys.point(publicKey())) + "\",\"auth\":\"" + base64(auth) + "\"}}";
    }

    /** The same, as it is kept. */
    PushStore.Subscription kept(String endpoint) {
        return new PushStore.Subscription(
                UUID.randomUUID(), endpoint, base64(PushKeys.point(publicKey())), base64(auth));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws AssertionError if it was not meant for this browser, or was changed on its way */
    public byte[] read(byte[] body) {
        try {
            byte[] salt = Arrays.copyOfRange(body, 0, 16);
            int idLength = body[20];
            byte[] sender = Arrays.copyOfRange(body, 21, 21 + idLength);
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(PushKeys.publicKey(sender), true);
            byte[] info =
                    join("WebPush: info\0".getBytes(StandardCharsets.US_ASCII), PushKeys.point(publicKey()), sender);
            byte[] secret = expand(hmac(auth, agreement.generateSecret()), info, 32);
            byte[] pseudoRandom = hmac(salt, secret);
            byte[] key = expand(pseudoRandom, "Content-Encoding: aes128gcm\0".getBytes(StandardCharsets.US_ASCII), 16);
            byte[] nonce = expand(pseudoRandom, "Content-Encoding: nonce\0".getBytes(StandardCharsets.US_ASCII), 12);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            byte[] padded = cipher.doFinal(body, 21 + idLength, body.length - 21 - idLength);
            if (padded[padded.length - 1] != 2) {
                throw new AssertionError("no last record");
            }
            return Arrays.copyOf(padded, padded.length - 1);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("cannot be read", e);
        }
    }

    private static byte[] expand(byte[] pseudoRandom, byte[] info, int length) throws GeneralSecurityException {
        return Arrays.copyOf(hmac(pseudoRandom, join(info, new byte[] {1})), length);
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }
}
