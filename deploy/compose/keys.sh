#!/bin/sh
# Makes what is missing: in $ISSUER the key that signs users' tokens, as an identity provider would; in $KEYS its public half,
# and the pair with which services sign their calls to each other. The services see $KEYS only.
set -eu

if [ ! -f "$ISSUER/user-private.pem" ]; then
  openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$ISSUER/user-private.pem"
  openssl pkey -in "$ISSUER/user-private.pem" -pubout -out "$KEYS/user-public.pem"
fi
if [ ! -f "$KEYS/service-private.pem" ]; then
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$KEYS/service-private.pem"
  openssl pkey -in "$KEYS/service-private.pem" -pubout -out "$KEYS/service-public.pem"
fi
chmod 0400 "$ISSUER/user-private.pem" "$KEYS/service-private.pem"
chmod 0444 "$KEYS/user-public.pem" "$KEYS/service-public.pem"
# The services' user; only root may give files away.
if [ "$(id -u)" = 0 ]; then chown 10001:10001 "$KEYS"/*.pem; fi
