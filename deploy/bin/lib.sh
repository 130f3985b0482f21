# What the commands beside it share; to be sourced by them. One release is one Compose project, "STACK-RELEASE", with web and model servers;
# the project STACK ("digits") has what outlives releases: proxy, database, secrets.
# shellcheck shell=bash
set -euo pipefail

# Where this release's files are, and the server's own folder, which outlives releases.
DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT=${DIGITS_ROOT:-/srv/digits}
STATE=$ROOT/state
export PROXY_DIR=$STATE/proxy

# What the database is set up by outlives the release that brought it: deploy/bin/deploy puts it there.
[ ! -d "$STATE/database" ] || export DATABASE_DIR=$STATE/database

# Settings of this server: SITE_ADDRESS, ACME_EMAIL, IMAGES, WEB_REPLICAS, … (docs/deployment.md).
if [ -f "$ROOT/settings.env" ]; then
  set -a
  # shellcheck source=/dev/null
  . "$ROOT/settings.env"
  set +a
fi
export IMAGES=${IMAGES:-digits} STACK=${STACK:-digits}

# To whoever looks on, and to the log. That neither can be written ends nothing.
say() {
  local line
  line="$(date -u +%H:%M:%S) $*"
  printf '%s\n' "$line" || true
  { printf '%s\n' "$line" >> "$STATE/deployments.log"; } 2> /dev/null || true
}
fail() { say "FAILED: $*"; exit 1; }

prepare_state() {
  # What another user writes here, deployments could not change any more.
  [ -O "$ROOT" ] || { echo "$ROOT is of the user $(stat --format=%U "$ROOT" 2> /dev/null || echo '(missing)'): run this as that user (sudo --login --user …)." >&2; exit 1; }
  mkdir -p "$PROXY_DIR" "$STATE"
  # Whoever started it may go away.
  trap '' HUP PIPE
  # One at a time: whoever comes second is told so, and changes nothing.
  exec 9> "$STATE/lock"
  flock --nonblock 9 || { echo "Another deployment is under way ($STATE/lock)." >&2; exit 1; }
}

# A release's name is part of names of containers, of a host name, of a file and of an image's tag.
check_name() {
  [[ $1 =~ ^[a-z0-9][a-z0-9.]{0,40}$ ]] || { echo "'$1' is no name of a release: lower-case letters, digits and dots, such as 1.2.0." >&2; exit 2; }
}

# A release's name without dots, as Compose wants projects and the proxy hosts to be called.
host_name() { printf '%s' "${1//./-}"; }

read_state() { cat "$STATE/$1" 2> /dev/null || true; }
# Written beside and renamed: whole or not at all.
write_state() { printf '%s\n' "$2" > "$STATE/$1.new" && mv "$STATE/$1.new" "$STATE/$1"; }

# The release that requests go to: what the proxy reads is what counts, also where a deployment was cut off before it had noted it.
in_use() {
  local file
  for file in "$PROXY_DIR"/upstream/web*; do
    if [ -s "$file" ]; then cat "$file"; return; fi
  done
  read_state current
}

# docker compose for what outlives releases.
compose_base() { docker compose --progress quiet --project-name "$STACK" --file "$DEPLOY/compose.production.yaml" "$@"; }

# docker compose for one release, by the files that it came with.
compose_release() {
  local release=$1
  shift
  local files=$ROOT/releases/$release/deploy
  [ -f "$files/compose.release.yaml" ] || files=$DEPLOY
  RELEASE=$release RELEASE_NAME=$(host_name "$release") docker compose --progress quiet --project-name "$STACK-$(host_name "$release")" \
    --file "$files/compose.production.yaml" --file "$files/compose.release.yaml" "$@"
}

# Starts a release's servers and asks them, before anybody else does. Fails where one is not healthy, or draws and reads wrongly.
start_release() {
  local release=$1 container
  compose_release "$release" up --detach --no-build --pull never --wait --wait-timeout "${GATE_SECONDS:-120}" \
    --scale "web=${WEB_REPLICAS:-1}" --scale "model=${MODEL_REPLICAS:-1}" web model || return 1
  for container in $(compose_release "$release" ps --quiet web); do
    docker exec "$container" node deploy/images/smoke-test.js http://127.0.0.1:8501 || return 1
  done
}

stop_release() { compose_release "$1" stop; }

# The releases that there are containers of.
list_releases() {
  docker ps --all --filter "label=digits.stack=$STACK" --format '{{.Label "digits.release"}}' | sort --unique
}

# Takes away all that there is of a release, but for what is logged: containers, files, and images that can be fetched again.
remove_release() {
  compose_release "$1" down --remove-orphans
  [ "${PULL:-always}" != always ] || docker image rm "$IMAGES-web:$1" "$IMAGES-model:$1" "$IMAGES-proxy:$1" > /dev/null 2>&1 || true
  rm -rf "${ROOT:?}/releases/${1:?}"
}

# The proxy's rules are those of the release in use. Where they differ from the ones it has, it loads them, or keeps its own and this fails. That closes
# connections that nothing is under way on; without new rules, none is. Each step is checked: this is called where the shell does not.
update_rules() {
  local files=$ROOT/releases/$1/deploy/proxy said
  [ -f "$files/Caddyfile" ] || files=$DEPLOY/proxy
  if cmp --quiet "$files/Caddyfile" "$PROXY_DIR/Caddyfile"; then return; fi
  cp "$files/Caddyfile" "$PROXY_DIR/Caddyfile.new" || return 1
  # Before there is a proxy, there is nobody to tell.
  if [ -n "$(compose_base ps --quiet proxy)" ]; then
    said=$(compose_base exec --no-TTY proxy caddy-without-capabilities reload --config /etc/caddy/Caddyfile.new --adapter caddyfile 2>&1) || {
      rm -f "$PROXY_DIR/Caddyfile.new"
      printf '%s\n' "$said" >&2
      return 1
    }
  fi
  mv "$PROXY_DIR/Caddyfile.new" "$PROXY_DIR/Caddyfile"
}

# Has the proxy send requests to a release from now on; what is under way is finished where it is. The proxy looks for the one file in upstream/ at
# each request. For a moment there are two, so that whoever reads the folder meanwhile finds one.
point_proxy_to() {
  local name
  name=web-$(host_name "$1")
  update_rules "$1" || return 1
  mkdir -p "$PROXY_DIR/upstream" || return 1
  printf '%s\n' "$1" > "$PROXY_DIR/.$name" || return 1
  mv "$PROXY_DIR/.$name" "$PROXY_DIR/upstream/$name" || return 1
  sleep 0.5
  find "$PROXY_DIR/upstream" -name 'web*' ! -name "$name" -delete
}

# Notes which release is in use, and which can be gone back to.
note_state() {
  local release=$1 previous=$2
  write_state current "$release"
  write_state previous "$previous"
  # Where people and timers find the files of what is in use.
  if [ -d "$ROOT/releases/$release" ]; then ln -s --no-dereference --force "releases/$release" "$ROOT/current"; fi
}

# Makes what is noted agree with what the proxy does, where a deployment was cut off between the two.
settle() {
  local now noted
  now=$(in_use)
  noted=$(read_state current)
  [ "$now" = "$noted" ] || note_state "$now" "$noted"
}

switch_to() {
  point_proxy_to "$1" || return 1
  note_state "$1" "$2"
}

# Draws and reads the way that the public goes: by the site's name, through the proxy's published port on this machine. Where Caddy made
# the certificate itself (a site on localhost), its authority is trusted, too. A certificate that is being got may take a moment.
check_public() {
  local release=$1 site=${SITE_ADDRESS:-localhost} tries=${PUBLIC_TRIES:-20}
  until docker run --rm --network host --read-only --cap-drop ALL --add-host "$site:127.0.0.1" \
    --volume "$STACK-proxy-data:/proxy:ro" --env NODE_EXTRA_CA_CERTS=/proxy/caddy/pki/authorities/local/root.crt \
    "$IMAGES-web:$release" node deploy/images/smoke-test.js "https://$site:${HTTPS_PORT:-443}"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 1
  done
}

# The release before is kept, stopped, to be gone back to. Whatever else there is of releases, two ago or left behind by a deployment that was
# cut off, is removed.
finish_switch() {
  local release=$1 before=$2 other
  if [ -n "$before" ] && [ "$before" != "$release" ] && [ -n "$(compose_release "$before" ps --quiet)" ]; then
    say "$before finishes what it has begun (${DRAIN_SECONDS:-15} s), and is stopped"
    sleep "${DRAIN_SECONDS:-15}"
    stop_release "$before"
  fi
  for other in $(list_releases); do
    if [ "$other" = "$release" ] || [ "$other" = "$before" ]; then continue; fi
    say "$other is neither in use nor the release before, and is removed"
    remove_release "$other"
  done
}

# Back to where it was: a release that does not pass is taken away. What could be gone back to is kept, as it was.
give_up() {
  local release=$1 before=$2 previous=$3 reason=$4 back=true
  # First of all, whatever else can be done.
  if [ -z "$before" ]; then rm -f "$STATE/current" "$STATE/previous" "$ROOT/current" "$PROXY_DIR"/upstream/web*
  else switch_to "$before" "$previous" || back=false; fi
  say "$release: $reason"
  $back || say "the proxy could not be told to go back to $before"
  compose_release "$release" logs --no-color --no-log-prefix --tail 200 2>&1 | grep --invert-match '"level":[123]0,' | tail -n 20 || true
  if [ "$release" = "$previous" ]; then stop_release "$release" || true
  else remove_release "$release" || true; fi
  fail "$release is not in use, ${before:-nothing} is"
}
