package dev.florin.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The two key pairs of a system, made on its first start and kept in its data folder, as PEM.
 *
 * @param userPrivate RSA: signs the tokens of users, as an identity provider would
 * @param servicePrivate EC P-256: with it the services sign their own tokens
 */
record SigningKeys(Path userPrivate, Path userPublic, Path servicePrivate, Path servicePublic) {
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;
    private static final int PEM_LINE = 64;

    static SigningKeys in(Path folder) {
        SigningKeys keys = new SigningKeys(
                folder.resolve("user-private.pem"),
                folder.resolve("user-public.pem"),
                folder.resolve("service-private.pem"),
                folder.resolve("service-public.pem"));
        make("RSA", RSA_BITS, keys.userPrivate, keys.userPublic);
        make("EC", EC_BITS, keys.servicePrivate, keys.servicePublic);
        return keys;
    }

    private static void make(String algorithm, int bits, Path privateFile, Path publicFile) {
        if (Files.exists(privateFile) && Files.exists(publicFile)) {
            return;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            DataFolder.writePrivate(publicFile, pem("PUBLIC KEY", pair.getPublic()));
            DataFolder.writePrivate(privateFile, pem("PRIVATE KEY", pair.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot make " + algorithm + " keys", e);
        }
    }

    private static String pem(String kind, Key key) {
        String body = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    PrivateKey readUserPrivate() {
        return read("RSA", userPrivate);
    }

    PrivateKey readServicePrivate() {
        return read("EC", servicePrivate);
    }

    private static PrivateKey read(String algorithm, Path file) {
        try {
            String body = Files.readString(file).replaceAll("-----[^-]*-----", "");
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a private key: " + file, e);
        }
    }
}
