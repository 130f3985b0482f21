-- What is in each table, a line of JSON a table: its rows, and a sum over them that no order changes. The same of a database and of what was
-- restored from its dump. A row's text is what is summed, so all that changes how a value is written is fixed first.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET search_path = pg_catalog;

SELECT format(
  $$SELECT json_build_object('table', %L, 'rows', count(*),
    'checksum', coalesce(sum(('x' || left(md5("whole row"::text), 16))::bit(64)::bigint::numeric), 0)::text)
  FROM ONLY %I.%I AS "whole row"$$,
  n.nspname || '.' || c.relname, n.nspname, c.relname
)
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
ORDER BY n.nspname, c.relname
\gexec
