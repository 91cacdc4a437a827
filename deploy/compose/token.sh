#!/bin/sh
# Prints a token for a user, good for a day: token.sh alice [admin]
set -eu

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

user=${1:?for whom: alice, say}
case $user in *[!A-Za-z0-9._-]*) echo "letters, digits, dots and dashes only" >&2; exit 2 ;; esac
groups='"user"'
if [ "${2:-}" = admin ]; then groups='"user","admin"'; fi
now=$(date +%s)
header=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url)
claims=$(printf '{"iss":"florin-compose","aud":"florin","sub":"%s","groups":[%s],"iat":%d,"exp":%d}' \
  "$user" "$groups" "$now" "$((now + 86400))" | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$ISSUER/user-private.pem" -binary | base64url)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
