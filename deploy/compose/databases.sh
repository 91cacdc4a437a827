#!/bin/bash
# Runs once, when PostgreSQL's data is made: for each service a database, the role that owns it, and the one that may use it.
set -euo pipefail

for name in wallet escrow refund notification; do
  psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -v db="florin_$name" -v owner="florin_${name}_owner" -v owner_password="$OWNER_PASSWORD" -v password="$SERVICE_PASSWORD" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"db" LOGIN PASSWORD :'password';
CREATE DATABASE :"db" OWNER :"owner";
REVOKE ALL ON DATABASE :"db" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"db" TO :"db";
SQL
done
