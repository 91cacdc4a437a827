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
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys: PEM or a JSON Web Key Set, from a file or an http(s) URL. A PEM may hold several keys, one after another:
 * the old one and the new one, while they are being exchanged.
 */
public final class KeySource {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Bits of its order: what ES256 signs with. */
    private static final int P_256 = 256;

    private static final Pattern PEM = Pattern.compile("-----BEGIN [^-]*-----([^-]*)-----END [^-]*-----");

    /** @param id the {@code kid}, if the source names one */
    public record PublishedKey(@Nullable String id, PublicKey key) {}

    private KeySource() {}

    /** @throws IllegalStateException if there is no key to be had; the message names the place */
    public static List<PublishedKey> publicKeys(String location) {
        try {
            String text = read(location);
            if (text.contains("-----BEGIN")) {
                return pem(text);
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

    private static List<PublishedKey> pem(String text) throws IOException, GeneralSecurityException {
        List<PublishedKey> keys = new ArrayList<>();
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            keys.add(new PublishedKey(null, publicKey(decoded(blocks.group(1)))));
        }
        if (keys.isEmpty()) {
            throw new IOException("no whole PEM block");
        }
        return List.copyOf(keys);
    }

    /** @throws IllegalStateException if the file holds no private EC key */
    public static PrivateKey privateKey(String file) {
        try {
            byte[] key = decoded(Files.readString(Path.of(file)).replaceAll("-----(BEGIN|END)[^-]*-----", ""));
            PrivateKey privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
            if (((ECPrivateKey) privateKey).getParams().getOrder().bitLength() != P_256) {
                throw new GeneralSecurityException("not on the curve P-256");
            }
            return privateKey;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // A file that is being written may end anywhere, also where no base64 ends.
            throw new IllegalStateException("no private EC key on P-256 in " + file, e);
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

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64.trim());
    }

    /** Whether a token signed with this kind of key may be believed: RS256 for RSA, ES256 for EC. */
    static String algorithmOf(Key key) {
        return key.getAlgorithm().equals("RSA") ? "RS256" : "ES256";
    }
}
