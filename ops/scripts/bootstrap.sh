#!/bin/sh
# Everything a fresh clone needs before it runs; does nothing when it is there already.
# Installs packages from the lock file, and, as root on Debian, the tools that voices, videos and
# browser tests use. Without them PresGen runs on and says what is degraded.
set -eu
cd "$(dirname "$0")/../.."

stamp=node_modules/.bootstrapped
if [ ! -f "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
  echo "bootstrap: installing packages" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  [ -x node_modules/.bin/node ] || npm rebuild node >&2
  touch "$stamp"
fi
node_modules/.bin/node --disable-warning=ExperimentalWarning ops/scripts/build-page.ts
node_modules/.bin/node --disable-warning=ExperimentalWarning persistence/prepare-cluster.ts

missing=""
command -v ffmpeg >/dev/null 2>&1 || missing="$missing ffmpeg"
command -v flite >/dev/null 2>&1 || command -v espeak-ng >/dev/null 2>&1 || missing="$missing flite"
[ "${PRESGEN_BROWSER_TESTS:-}" != yes ] || command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi liberation || [ -d /usr/share/fonts/truetype/liberation ] || [ -d /usr/share/fonts/truetype/liberation2 ] || missing="$missing fonts-liberation"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
  echo "bootstrap: installing$missing" >&2
  # shellcheck disable=SC2086
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1; then
    echo "bootstrap: could not install$missing; continuing degraded (storyboards instead of videos)" >&2
  fi
else
  echo "bootstrap: missing$missing; continuing degraded (storyboards instead of videos). To add them:" >&2
  echo "  sudo apt-get install -y --no-install-recommends$missing" >&2
fi
