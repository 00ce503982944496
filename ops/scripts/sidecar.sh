#!/bin/sh
# Builds the rendering program where its tools are: `npm run sidecar:build`. Without it presenters are drawn.
set -eu
cd "$(dirname "$0")/../.."
PACKAGES="g++ cmake ninja-build pkg-config libcpp-httplib-dev nlohmann-json3-dev libavcodec-dev libavformat-dev libavutil-dev
  libswresample-dev libswscale-dev libx264-dev libfreetype-dev flite1-dev libespeak-ng-dev espeak-ng-data doctest-dev fonts-liberation"
if [ "${1:-}" = "--install" ]; then
  apt-get install -y --no-install-recommends $PACKAGES
fi
for tool in cmake ninja g++ pkg-config; do
  command -v "$tool" > /dev/null || { echo "sidecar: $tool is missing; on Debian: apt-get install" $PACKAGES >&2; exit 1; }
done
cmake -S sidecar -B sidecar/build -G Ninja -DCMAKE_BUILD_TYPE=Release > /dev/null ||
  { echo "sidecar: a library is missing; on Debian: apt-get install" $PACKAGES >&2; exit 1; }
ninja -C sidecar/build
sidecar/build/presgen-avatar-render --probe
