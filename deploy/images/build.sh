#!/bin/sh
# Builds the three images on this machine: build.sh [RELEASE [OPTION…]], "local" where none is given. Options go to docker build, such as --pull for
# newer base images. What a release's images are built by is .github/workflows/release.yml.
set -eu
release=${1:-local}
[ $# -eq 0 ] || shift
docker buildx version > /dev/null 2>&1 || {
  echo "docker has no buildx: install Docker's own docker-buildx-plugin, or Debian 13's docker-buildx." >&2
  exit 1
}
cd "$(dirname "$0")/../.."
revision=$(git rev-parse HEAD 2> /dev/null || echo unknown)
for target in proxy model web; do
  echo "Building ${IMAGES:-digits}-$target:$release…"
  docker build --quiet --file deploy/images/Dockerfile --target "$target" --build-arg "VERSION=$release" --build-arg "REVISION=$revision" "$@" \
    --tag "${IMAGES:-digits}-$target:$release" . > /dev/null
done
