package dev.florin.common.security;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Reads keys: PEM or a JSON Web Key Set, from a file or an http(s) URL. */
public final class KeySource {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** @param id the {@code kid}, if the source names one */
    public record PublishedKey(@Nullable String id, PublicKey key) {}

    private KeySource() {}

    /** @throws IllegalStateException if there is no key to be had; the message names the place */
    public static List<PublishedKey> publicKeys(String location) {
        try {
            String text = read(location);
            if (text.contains("-----BEGIN")) {
                return List.of(new PublishedKey(null, publicKey(decoded(text))));
            }
            List<PublishedKey> keys = new JsonWebKeySet(text)
                    .getJsonWebKeys().stream()
                            .filter(PublicJsonWebKey.class::isInstance)
                            .map(PublicJsonWebKey.class::cast)
                            .map(key -> new PublishedKey(key.getKeyId(), key.getPublicKey()))
                            .toList();
            if (keys.isEmpty()) {
                throw new IOException("the key set is empty");
            }
            return keys;
        } catch (IOException | JoseException | GeneralSecurityException e) {
            throw new IllegalStateException("no public key at " + location, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading " + location, e);
        }
    }

    /** @throws IllegalStateException if the file holds no private EC key */
    public static PrivateKey privateKey(String file) {
        try {
            byte[] key = decoded(Files.readString(Path.of(file)));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no private EC key in " + file, e);
        }
    }

    private static String read(String location) throws IOException, InterruptedException {
        if (!location.startsWith("http://") && !location.startsWith("https://")) {
            return Files.readString(Path.of(location));
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(location))
                    .timeout(TIMEOUT)
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("answered " + answer.statusCode());
            }
            return answer.body();
        }
    }

    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("neither RSA nor EC");
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    private static byte[] decoded(String pem) {
        return Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----(BEGIN|END)[^-]*-----", "").trim());
    }

    /** Whether a token signed with this kind of key may be believed: RS256 for RSA, ES256 for EC. */
    static String algorithmOf(Key key) {
        return key.getAlgorithm().equals("RSA") ? "RS256" : "ES256";
    }
}
