#!/usr/bin/env bash
# Build the wheel and the source distribution of the last commit into dist/, the same bytes every time.
# With --check they are also compared with the sources, and the wheel is installed into an environment of its
# own and does the whole job there, in an empty folder.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tools="$root/build/wheel-tools"
dist="$root/dist"
python="${PYTHON:-python3.11}"

say() { printf '== %s\n' "$*" >&2; }
fail() { printf '!! %s\n' "$*" >&2; exit 1; }

check=false
case "${1:-}" in
    --check) check=true ;;
    '') ;;
    *) fail "Usage: bash installer/wheel.sh [--check]" ;;
esac

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
umask 022

# What builds is apart from what runs.
if [ ! -x "$tools/bin/pyproject-build" ]; then
    say "Making the build environment build/wheel-tools"
    "$python" -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check 'build>=1.2' 'setuptools>=77' wheel
fi

# The commit, not whatever lies around; its time is the time of every file.
mkdir "$work/tree"
if git -C "$root" rev-parse --verify --quiet HEAD >/dev/null; then
    [ -z "$(git -C "$root" status --porcelain)" ] || say "Changes that are not committed are left out"
    SOURCE_DATE_EPOCH="$(git -C "$root" log -1 --format=%ct)"
    git -C "$root" archive HEAD | tar -x -C "$work/tree"
else
    SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(stat -c %Y "$root/pyproject.toml")}"
    tar -C "$root" --exclude=./build --exclude=./dist --exclude='./.*' --exclude=__pycache__ \
        --exclude='*.egg-info' -c . | tar -x -C "$work/tree"
fi
export SOURCE_DATE_EPOCH
cp -r "$work/tree" "$work/direct"  # a build leaves files behind, and each starts from none

build() { (cd "$1" && "$tools/bin/python" -m build --no-isolation "${@:3}" --outdir "$2" . >"$work/log" 2>&1) \
    || { cat "$work/log" >&2; fail "The build failed; see above."; }; }

say "Building the source distribution, and the wheel from it"
build "$work/direct" "$work/built"
"$tools/bin/python" "$root/installer/same_sdist.py" "$work"/built/*.tar.gz "$SOURCE_DATE_EPOCH"
rm -rf "$dist"/photo_kiosk-*
mkdir -p "$dist"
cp "$work"/built/* "$dist/"
wheel="$(echo "$dist"/photo_kiosk-*.whl)"
sdist="$(echo "$dist"/photo_kiosk-*.tar.gz)"
(cd "$dist" && sha256sum "$(basename "$wheel")" "$(basename "$sdist")")
$check || exit 0

say "Comparing with the sources"
"$tools/bin/python" "$root/installer/wheel_contents.py" "$work/tree" "$wheel" "$sdist"
cp -r "$work/tree" "$work/again"
build "$work/again" "$work/alone" --wheel
cmp "$work"/alone/*.whl "$wheel" || fail "The sources and the source distribution make different wheels."

say "Installing the wheel into an environment of its own (about 1 GB)"
started=$SECONDS
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "${wheel}[central]"
say "Installed in $((SECONDS - started)) s"
kiosk="$work/venv/bin/kiosk"
mkdir "$work/empty" "$work/home"
cd "$work/empty"
models="${KIOSK_MODELS_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/photo-kiosk/models}"
export HOME="$work/home" KIOSK_DATA_DIR="$work/home/data" KIOSK_MODELS_DIR="$work/home/models"
export QT_QPA_PLATFORM=offscreen
unset PYTHONPATH KIOSK_TESTDATA XDG_DATA_HOME
[ ! -d "$models" ] || cp -r "$models" "$KIOSK_MODELS_DIR"
"$kiosk" models install

say "Running it in an empty folder"
"$kiosk" --version
"$kiosk" specs list >specs.txt
"$work/venv/bin/python" "$root/installer/draw_sitter.py" person.png
"$kiosk" standardize person.png --out made
"$kiosk" inspect made/*.jpg >inspected.txt
"$kiosk" demo --autoplay --sessions 1 --out demo
ls demo/receipt-*.json >/dev/null || fail "The demonstration ended without a receipt."
"$work/venv/bin/python" -c '
import kiosk, sys, ui
outside = [part.__file__ for part in (kiosk, ui) if not part.__file__.startswith(sys.prefix)]
sys.exit(f"not from the wheel: {outside}" if outside else 0)'
say "The installed wheel delivered a photo; in all $SECONDS s"
