# What the commands beside it share; to be sourced by them. One release is one Compose project, "STACK-RELEASE", with web and model servers;
# the project STACK ("digits") has what outlives releases: proxy, database, secrets.
# shellcheck shell=bash
set -euo pipefail

# Where this release's files are, and the server's own folder, which outlives releases.
DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT=${DIGITS_ROOT:-/srv/digits}
STATE=$ROOT/state
export PROXY_DIR=$STATE/proxy

# Settings of this server: SITE_ADDRESS, ACME_EMAIL, IMAGES, WEB_REPLICAS, … (docs/deployment.md).
if [ -f "$ROOT/settings.env" ]; then
  set -a
  # shellcheck source=/dev/null
  . "$ROOT/settings.env"
  set +a
fi
export IMAGES=${IMAGES:-digits} STACK=${STACK:-digits}

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*" | tee -a "$STATE/deployments.log"; }
fail() { say "FAILED: $*"; exit 1; }

prepare_state() {
  mkdir -p "$PROXY_DIR" "$STATE"
  # One at a time: whoever comes second is told so, and changes nothing.
  exec 9> "$STATE/lock"
  flock --nonblock 9 || { echo "Another deployment is under way ($STATE/lock)." >&2; exit 1; }
}

# A release's name is part of names of containers, of a host name, of a file and of an image's tag.
check_name() {
  [[ $1 =~ ^[a-z0-9][a-z0-9.-]{0,40}$ ]] || { echo "'$1' is no name of a release: lower-case letters, digits, dots and hyphens, such as 1.2.0." >&2; exit 2; }
}

# A release's name without dots, as Compose wants projects and the proxy hosts to be called.
host_name() { printf '%s' "${1//./-}"; }

read_state() { cat "$STATE/$1" 2> /dev/null || true; }
# Written beside and renamed: whole or not at all.
write_state() { printf '%s\n' "$2" > "$STATE/$1.new" && mv "$STATE/$1.new" "$STATE/$1"; }

# docker compose for what outlives releases.
compose_base() { docker compose --project-name "$STACK" --file "$DEPLOY/compose.production.yaml" "$@"; }

# docker compose for one release, by the files that it came with.
compose_release() {
  local release=$1
  shift
  local files=$ROOT/releases/$release/deploy
  [ -d "$files" ] || files=$DEPLOY
  RELEASE=$release RELEASE_NAME=$(host_name "$release") docker compose --project-name "$STACK-$(host_name "$release")" \
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
remove_release() { compose_release "$1" down --remove-orphans; }

# Writes what the proxy is to do for a release: by that release's own rules, to that release's servers.
write_proxy_files() {
  local release=$1 files=$ROOT/releases/$1/deploy/proxy
  [ -d "$files" ] || files=$DEPLOY/proxy
  mkdir -p "$PROXY_DIR/upstream"
  cp "$files/Caddyfile" "$PROXY_DIR/Caddyfile"
  printf '# Written by deploy/bin: the release in use.\ndynamic a {\n\tname web-%s\n\tport 8501\n\trefresh 1s\n}\n' "$(host_name "$release")" \
    > "$PROXY_DIR/upstream/current.caddy"
}

# Has the proxy send requests to a release from now on; what is under way is finished where it is. Fails, and changes nothing, where
# the release's rules are not to Caddy's liking.
switch_to() {
  write_proxy_files "$1"
  local said
  if ! said=$(compose_base exec --no-TTY proxy caddy-without-capabilities reload --config /etc/caddy/Caddyfile --adapter caddyfile 2>&1); then
    printf '%s\n' "$said" >&2
    return 1
  fi
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

# The release that is in use is this one from now on, the one before is kept, stopped, to go back to.
finish_switch() {
  local release=$1 before=$2 project
  write_state current "$release"
  [ -z "$before" ] || [ "$before" = "$release" ] || write_state previous "$before"
  if [ -n "$before" ] && [ "$before" != "$release" ]; then
    say "$before finishes what it has begun (${DRAIN_SECONDS:-15} s), and is stopped"
    sleep "${DRAIN_SECONDS:-15}"
    stop_release "$before"
  fi
}

# Back to where it was: a release that does not pass has no place.
give_up() {
  local release=$1 before=$2 reason=$3
  say "$release: $reason"
  compose_release "$release" logs --tail 20 2>&1 | tail -n 40 || true
  if [ -n "$before" ]; then switch_to "$before" || say "the proxy could not be told to go back to $before"; fi
  remove_release "$release" || true
  fail "$release is gone again, ${before:-nothing} is in use"
}
