#!/bin/bash
# Run once by the postgres image, when it makes the database: the application gets a role of its own, which owns its database and nothing else.
set -euo pipefail

psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres \
  --set=password="$(cat /secrets/application/database-password)" <<'SQL'
CREATE ROLE digits LOGIN PASSWORD :'password';
ALTER DATABASE digits OWNER TO digits;
REVOKE CONNECT ON DATABASE digits FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
