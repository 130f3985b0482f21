#!/bin/sh
# Installs what a workspace needs in production, for the target's platform, into a folder: install-dependencies.sh WORKSPACE FOLDER.
# In the image's build alone: TARGETARCH is Docker's name of the processor.
set -eu
workspace=$1
folder=$2
case ${TARGETARCH:?} in
  amd64) cpu=x64 ;;
  arm64) cpu=arm64 ;;
  *) echo "No ONNX Runtime for the processor '$TARGETARCH': build for amd64 or arm64." >&2; exit 1 ;;
esac

npm ci --omit=dev --workspace="$workspace" --os=linux --cpu="$cpu" --libc=glibc
# ONNX Runtime's package has the libraries of every system: this one's processor is enough.
find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d ! -path "*/linux/$cpu" -exec rm -rf {} +
test -n "$(find node_modules/onnxruntime-node/bin -path "*/linux/$cpu/*.node")"
# Types, sources and maps are for development.
find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete
mkdir -p "$folder" /empty
rm -rf node_modules/.cache
mv node_modules "$folder/"
