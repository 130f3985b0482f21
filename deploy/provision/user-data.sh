#!/usr/bin/env bash
# user-data.sh: prints the user data for a new server, whole: cloud-init.yaml with the settings, setup.sh and what it installs in their places.
# Settings come from the environment, as setup.sh takes them: OPERATOR_KEY, DEPLOY_KEY, IMAGES, SITE_ADDRESS, and those that have a default.
set -euo pipefail
cd "$(dirname "$0")/.."

# The least that a provider takes (Hetzner: 32 KiB).
MAX_BYTES=32768
needed=(OPERATOR_KEY DEPLOY_KEY IMAGES SITE_ADDRESS)
optional=(ACME_EMAIL OPERATOR SWAP_MIB)

for name in "${needed[@]}"; do
  [ -n "${!name:-}" ] || { echo "user-data.sh: $name is not set: see deploy/provision/README.md" >&2; exit 2; }
done
settings() {
  local name
  for name in "${needed[@]}" "${optional[@]}"; do
    [ -z "${!name:-}" ] || printf '%s=%q\n' "$name" "${!name}"
  done
}
fill() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^(\ +)@([a-z./-]+)@$ ]]; then
      { if [ "${BASH_REMATCH[2]}" = settings ]; then settings; else cat "${BASH_REMATCH[2]}"; fi; } | sed "s/^./${BASH_REMATCH[1]}&/"
    else
      printf '%s\n' "$line"
    fi
  done < provision/cloud-init.yaml
}

data=$(fill)
bytes=$(printf '%s\n' "$data" | wc --bytes)
[ "$bytes" -le "$MAX_BYTES" ] || { echo "user-data.sh: the user data has $bytes bytes; providers take $MAX_BYTES" >&2; exit 1; }
printf '%s\n' "$data"
