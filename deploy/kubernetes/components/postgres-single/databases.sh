#!/usr/bin/env bash
# Runs once, when the data directory is new: a database for each service, with a role that owns it and one that works with its rows.
set -euo pipefail
for service in wallet escrow refund notification; do
  password=PASSWORD_${service^^} owner_password=OWNER_PASSWORD_${service^^}
  psql --username postgres --dbname postgres --set ON_ERROR_STOP=1 --set app="florin_$service" --set owner="florin_${service}_owner" \
    --set password="${!password}" --set owner_password="${!owner_password}" <<'SQL'
CREATE ROLE :"app" LOGIN PASSWORD :'password';
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE DATABASE :"app" OWNER :"owner";
REVOKE ALL ON DATABASE :"app" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"app" TO :"app";
SQL
done
