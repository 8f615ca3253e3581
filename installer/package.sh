#!/usr/bin/env bash
# Build the frozen program (build/package/photo-kiosk) and the Debian package (dist/photo-kiosk_*.deb) of the
# last commit. With --check the package is then installed into a clean Debian root, where it does the whole job.
#   --no-setup     take the virtual environment as it is
#   --frozen-only  no Debian package: the frozen program makes one photo and delivers it, here
set -euo pipefail

check=false set_up=true frozen_only=false
for word in "$@"; do
    case "$word" in
        --check) check=true ;;
        --no-setup) set_up=false ;;
        --frozen-only) frozen_only=true ;;
        *) printf 'Usage: bash installer/package.sh [--check | --frozen-only] [--no-setup]\n' >&2; exit 2 ;;
    esac
done
if $set_up; then
    . "$(dirname "$0")/setup.sh"
else
    root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
    venv="$root/.venv"
    say() { printf '== %s\n' "$*" >&2; }
    fail() { printf '!! %s\n' "$*" >&2; exit 1; }
fi
umask 022
SOURCE_DATE_EPOCH="$(git -C "$root" log -1 --format=%ct)"
export SOURCE_DATE_EPOCH
SECONDS=0

. "$root/installer/freeze/build.sh"
say "After $SECONDS s"
if $frozen_only; then
    . "$root/installer/freeze/smoke.sh"
    exit 0
fi
. "$root/installer/debian/build.sh"
say "After $SECONDS s"
if $check; then . "$root/installer/debian/check.sh"; fi
