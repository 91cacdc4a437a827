package dev.florin.common.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Whose tokens are believed. */
@ConfigMapping(prefix = "florin.security")
public interface SecurityConfig {
    /** {@code iss} of the tokens of users. */
    String issuer();

    /** {@code aud} of every token. */
    @WithDefault("florin")
    String audience();

    /** Where the public keys of the users' issuer are: a file or an http(s) URL, PEM (one or more) or JWKS. */
    String keys();

    /**
     * The private key with which this service signs its own tokens: a PKCS#8 PEM file, EC P-256; read twice a minute.
     */
    String serviceKey();

    /** Where the public keys of the services are: a file or an http(s) URL, PEM (one or more) or JWKS. */
    String serviceKeys();

    /** How often public keys are read again. */
    @WithDefault("PT10M")
    Duration keysRefresh();

    /** How soon they are read again when a token was signed by none of them; longer spares the issuer. */
    @WithDefault("PT30S")
    Duration keysRefreshUnknown();

    /** How many verified tokens are remembered, so that a signature is checked once per token and not per request. */
    @WithDefault("100000")
    int verifiedTokens();
}
