#!/usr/bin/env bash
# Set up this machine and show the whole job: virtual sitter, booth and central server.
# With a screen a window opens; without one the touches are played. Arguments go to `kiosk demo`;
# the results go to out/demo unless --out says otherwise.
set -euo pipefail
. "$(dirname "$0")/setup.sh"
cd "$root"
arguments=()
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || arguments+=(--autoplay)
say "kiosk demo ${arguments[*]} $*"
exec "$venv/bin/kiosk" demo "${arguments[@]}" "$@"
