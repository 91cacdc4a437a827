package dev.florin.common.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * Fresh keys for one run of the tests, as the files that a service is configured with.
 *
 * @param crowd another key of the users' issuer, of the kind that signs fast
 */
public record TestKeys(KeyPair users, KeyPair crowd, KeyPair services, Path folder) {
    public static TestKeys fresh() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
            ec.initialize(new ECGenParameterSpec("secp256r1"));
            TestKeys keys = new TestKeys(
                    rsa.generateKeyPair(),
                    ec.generateKeyPair(),
                    ec.generateKeyPair(),
                    Files.createTempDirectory("florin-keys"));
            // Deleted in the reverse order of this: the folder when it is empty.
            keys.folder.toFile().deleteOnExit();
            keys.write(keys.usersFile(), "PUBLIC KEY", keys.users.getPublic());
            keys.write(keys.issuerFile(), "PUBLIC KEY", keys.users.getPublic(), keys.crowd.getPublic());
            keys.write(keys.servicesFile(), "PUBLIC KEY", keys.services.getPublic());
            keys.write(keys.serviceKeyFile(), "PRIVATE KEY", keys.services.getPrivate());
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path usersFile() {
        return folder.resolve("users.pem");
    }

    /** Both keys of the users' issuer. */
    public Path issuerFile() {
        return folder.resolve("issuer.pem");
    }

    public Path servicesFile() {
        return folder.resolve("services.pem");
    }

    public Path serviceKeyFile() {
        return folder.resolve("service-key.pem");
    }

    private void write(Path file, String label, Key... all) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Key key : all) {
            String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
            text.append("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
        }
        Files.writeString(file, text);
        file.toFile().deleteOnExit();
    }
}
