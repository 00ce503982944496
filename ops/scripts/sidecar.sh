#!/bin/sh
# Builds the rendering program where its tools are: `npm run sidecar:build`. Without it presenters are drawn.
# `--install` first adds the tools, as root on Debian. Ends with 3 where tools are missing, which is no defect of ours.
set -eu
cd "$(dirname "$0")/../.."
PACKAGES="g++ cmake ninja-build pkg-config libcpp-httplib-dev nlohmann-json3-dev libavcodec-dev libavformat-dev libavutil-dev
  libswresample-dev libswscale-dev libx264-dev libfreetype-dev flite1-dev libespeak-ng-dev espeak-ng-data doctest-dev fonts-liberation"
missing() {
  echo "sidecar: $1 is missing; on Debian: apt-get install" $PACKAGES >&2
  exit 3
}
add() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $PACKAGES > /dev/null 2>&1; }
if [ "${1:-}" = "--install" ] && command -v apt-get > /dev/null; then
  # Lists of packages may be old, or not there at all.
  add || { apt-get update -qq > /dev/null 2>&1 && add; } || missing "what could not be installed"
fi
for tool in cmake ninja g++ pkg-config; do
  command -v "$tool" > /dev/null || missing "$tool"
done
cmake -S sidecar -B sidecar/build -G Ninja -DCMAKE_BUILD_TYPE=Release > /dev/null || missing "a library"
ninja -C sidecar/build
sidecar/build/presgen-avatar-render --probe
