#!/usr/bin/env bash
# Prints the Secrets without which no service starts, with new passwords and a new service key, as YAML:
#
#   ./secrets.sh > secrets.yaml                   for a secret store, or straight into kubectl apply -n florin -f -
#   ./secrets.sh ../../.florin/keys               the same with the keys of make up, for the overlay local, whose tokens then fit
#
# Every run makes others: run it once per installation. What it prints belongs into no repository.
set -euo pipefail

password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
indented() { sed 's/^/    /' "$1"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
if [ $# -gt 0 ]; then
  cp "$1"/service-private.pem "$1"/service-public.pem "$1"/user-public.pem "$work"
elif command -v openssl >/dev/null; then
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/service-private.pem"
  openssl pkey -in "$work/service-private.pem" -pubout -out "$work/service-public.pem"
elif command -v node >/dev/null; then
  node -e '
    const pair = require("crypto").generateKeyPairSync("ec", { namedCurve: "P-256" });
    const write = (name, key, type) => require("fs").writeFileSync(`${process.argv[1]}/${name}`, key.export({ type, format: "pem" }));
    write("service-private.pem", pair.privateKey, "pkcs8");
    write("service-public.pem", pair.publicKey, "spki");' "$work"
else
  echo "openssl is missing (Node would do as well): it makes the service key." >&2
  exit 1
fi

for service in wallet escrow refund notification; do
  for role in "" _owner; do
    cat <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: florin-$service-db${role/_/-}
type: kubernetes.io/basic-auth
stringData:
  username: florin_$service$role
  password: "$(password)"
---
YAML
  done
done
cat <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: florin-service-keys
type: Opaque
stringData:
  service-private.pem: |
$(indented "$work/service-private.pem")
  service-public.pem: |
$(indented "$work/service-public.pem")
YAML
if [ $# -gt 0 ]; then
  cat <<YAML
---
apiVersion: v1
kind: Secret
metadata:
  name: florin-postgres-superuser
type: Opaque
stringData:
  password: "$(password)"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: florin-user-keys
data:
  user-public.pem: |
$(indented "$work/user-public.pem")
YAML
fi
