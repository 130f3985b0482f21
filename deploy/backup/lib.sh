# What backup, restore and check-backup share; to be sourced after deploy/bin/lib.sh. A backup is STAMP.dump (pg_dump's custom format) and STAMP.json,
# its manifest; away from the server both are one encrypted file, STAMP.tar.age. STAMP.checked says that check-backup has restored it.
# shellcheck shell=bash disable=SC2034

# Dumps hold what people drew: they are for this user alone.
umask 077
BACKUPS=$ROOT/backups
STAMP='[0-9]{8}T[0-9]{6}Z'

note() { printf '%s: %s\n' "${0##*/}" "$*"; }
die() { printf '%s: FAILED: %s\n' "${0##*/}" "$*" >&2; exit 1; }

need() {
  local tool
  for tool; do command -v "$tool" > /dev/null || die "the program '$tool' is missing: apt-get install $tool"; done
}

# One at a time: a backup and a restoration would be in each other's way.
lock_backups() {
  mkdir -p "$BACKUPS" || die "the folder $BACKUPS cannot be made"
  exec 8> "$BACKUPS/lock"
  flock --nonblock 8 || die "another backup or restoration is under way ($BACKUPS/lock)"
}

# The container of the database that is in use.
database_container() {
  local id
  { id=$(compose_base ps --quiet database) && [ -n "$id" ]; } || die "the container of the database does not run: deploy/bin/status says what does"
  printf '%s' "$id"
}

# psql in a container: ask CONTAINER DATABASE [OPTION...]; statements come from standard input. The image lets its own users in by the socket.
ask() {
  local container=$1 database=$2
  shift 2
  docker exec --interactive "$container" psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
    --username=postgres --dbname="$database" "$@"
}

# Stamps of the dumps that are here, newest first.
local_stamps() { find "$BACKUPS" -maxdepth 1 -name '*.dump' -printf '%f\n' | sed -nE "s/^($STAMP)\.dump$/\1/p" | sort --reverse; }

# Has `dump` be the dump that a file is or contains, beside its manifest, and refuses what is not whole. `unpacked` is a folder to be removed afterwards.
open_backup() {
  local file=$1 manifest expected actual
  [ -f "$file" ] || die "there is no file '$file'"
  case $file in
    *.dump) dump=$file ;;
    *.tar.age)
      need age
      [ -f "${BACKUP_AGE_IDENTITY:-}" ] || die "$file is encrypted: BACKUP_AGE_IDENTITY must name the file with the key to it, and is '${BACKUP_AGE_IDENTITY:-}'"
      unpacked=$(mktemp --directory "$BACKUPS/unpacked.XXXXXX")
      age --decrypt --identity "$BACKUP_AGE_IDENTITY" "$file" | tar --extract --no-same-owner --directory "$unpacked" ||
        die "$file cannot be decrypted: it is damaged, or for another key than that in $BACKUP_AGE_IDENTITY"
      dump=$(find "$unpacked" -name '*.dump')
      [ -f "$dump" ] || die "$file holds no dump"
      ;;
    *) die "'$file' is no backup: its name ends with neither .dump nor .tar.age" ;;
  esac
  manifest=${dump%.dump}.json
  [ -f "$manifest" ] || die "$dump has no manifest beside it ($manifest), so that what it must hold is not known"
  expected=$(jq --exit-status --raw-output .dump.sha256 "$manifest") || die "$manifest is not the manifest of a backup"
  actual=$(sha256sum < "$dump" | cut -d ' ' -f 1)
  [ "$actual" = "$expected" ] || die "$dump is damaged: its SHA-256 is $actual and not $expected, as its manifest says"
}

# An empty database of the application's role: make_database CONTAINER NAME.
make_database() {
  ask "$1" postgres --set=name="$2" <<'SQL'
CREATE DATABASE :"name" OWNER digits TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
}

# Restores a dump as the application's role, which then owns all of it: fill_database CONTAINER NAME DUMP.
fill_database() {
  docker exec --interactive "$1" pg_restore --exit-on-error --no-owner --no-acl --username=digits --dbname="$2" < "$3"
}

# Compares what is in a database's tables with a manifest, and says so, a line a table: compare_tables CONTAINER DATABASE MANIFEST.
compare_tables() {
  local found lines table there here verdict compared=0 equal=0
  found=$(ask "$1" "$2" < "$DEPLOY/backup/table-sums.sql" | jq --slurp .) || return 1
  lines=$(jq --raw-output --argjson found "$found" '
    (.tables | INDEX(.table)) as $expected | ($found | INDEX(.table)) as $found
    | ($expected + $found | keys[]) | $expected[.] as $was | $found[.] as $is
    | [., ($was.rows // "-"), ($is.rows // "-"),
       if $was == $is then "equal" elif $is == null then "MISSING" elif $was == null then "NOT IN THE MANIFEST" else "DIFFERENT" end]
    | @tsv' "$3") || return 1
  printf '%-40s %12s %12s  %s\n' table manifest restored 'rows and checksums'
  while IFS=$'\t' read -r table there here verdict; do
    printf '%-40s %12s %12s  %s\n' "$table" "$there" "$here" "$verdict"
    compared=$((compared + 1))
    [ "$verdict" != equal ] || equal=$((equal + 1))
  done <<< "$lines"
  [ "$compared" -gt 0 ] && [ "$equal" = "$compared" ]
}
