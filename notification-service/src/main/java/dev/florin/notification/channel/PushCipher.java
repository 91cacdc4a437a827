package dev.florin.notification.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts so that one browser can read it, and nobody on the way (RFC 8291, RFC 8188). */
final class PushCipher {
    static final int SALT_BYTES = 16;

    /** A push service takes 4096 bytes; this is what is left of them for text. */
    static final int MAX_TEXT_BYTES = 3992;

    private static final int RECORD_BYTES = 4096;
    private static final int KEY_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int SECRET_BYTES = 32;
    private static final int TAG_BITS = 128;
    private static final byte LAST_RECORD = 2;

    private PushCipher() {}

    /** With a key and a salt of its own. */
    static byte[] encrypt(byte[] text, ECPublicKey browser, byte[] auth) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] salt = new byte[SALT_BYTES];
            new SecureRandom().nextBytes(salt);
            return encrypt(text, browser, auth, generator.generateKeyPair(), salt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has what RFC 8291 needs", e);
        }
    }

    /**
     * The whole body of a push message: a header of salt, record size and our key, and one record.
     *
     * @param text at most {@value #MAX_TEXT_BYTES} bytes
     */
    static byte[] encrypt(byte[] text, ECPublicKey browser, byte[] auth, KeyPair own, byte[] salt)
            throws GeneralSecurityException {
        if (text.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("too long for one record");
        }
        byte[] ownPoint = PushKeys.point((ECPublicKey) own.getPublic());
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.getPrivate());
        agreement.doPhase(browser, true);
        byte[] info = concat(ascii("WebPush: info\0"), PushKeys.point(browser), ownPoint);
        byte[] secret = derived(agreement.generateSecret(), auth, info, SECRET_BYTES);
        byte[] key = derived(secret, salt, ascii("Content-Encoding: aes128gcm\0"), KEY_BYTES);
        byte[] nonce = derived(secret, salt, ascii("Content-Encoding: nonce\0"), NONCE_BYTES);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        byte[] sealed = cipher.doFinal(concat(text, new byte[] {LAST_RECORD}));
        byte[] header = ByteBuffer.allocate(SALT_BYTES + Integer.BYTES + 1)
                .put(salt)
                .putInt(RECORD_BYTES)
                .put((byte) ownPoint.length)
                .array();
        return concat(header, ownPoint, sealed);
    }

    private static byte[] derived(byte[] secret, byte[] salt, byte[] info, int length) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .addSalt(salt)
                        .thenExpand(info, length));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }
}
