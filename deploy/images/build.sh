#!/bin/sh
# Builds the three images on this machine: build.sh [RELEASE], "local" where none is given. What a release's images are built by is
# .github/workflows/release.yml.
set -eu
release=${1:-local}
cd "$(dirname "$0")/../.."
revision=$(git rev-parse HEAD 2> /dev/null || echo unknown)
for target in proxy model web; do
  docker build --quiet --file deploy/images/Dockerfile --target "$target" --build-arg "VERSION=$release" --build-arg "REVISION=$revision" \
    --tag "${IMAGES:-digits}-$target:$release" .
done
