#!/usr/bin/env bash
# Set-up for a machine with Debian 12 and Python 3.11: system packages, virtual environment, models.
# Sourced by demo.sh and test.sh, or run by itself. Running it again takes seconds.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/.venv"

# What the wheels of PySide6, MediaPipe, OpenCV and pyzbar load from the system (found with ldd), the
# libraries of Qt's xcb platform for a screen, one font with Chinese characters, a voice and what plays it.
packages=(
    libegl1 libgl1 libgles2 libglib2.0-0 libgomp1 libfontconfig1 libdbus-1-3 libxkbcommon0 libzbar0
    libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0
    fontconfig fonts-noto-cjk espeak-ng alsa-utils
)

say() { printf '== %s\n' "$*" >&2; }
fail() { printf '!! %s\n' "$*" >&2; exit 1; }

missing_packages() {
    local name
    for name in "$@"; do
        dpkg-query --show --showformat='${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' \
            || printf '%s\n' "$name"
    done
}

apt_install() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null \
            || fail "System packages are missing and this is not root. Run as root: apt-get install $*"
        as_root=(sudo)
    fi
    say "Installing system packages: $*"
    "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 -q update >&2 \
        || fail "apt-get update failed; see above."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y \
        install --no-install-recommends "$@" >&2 || fail "apt-get install failed; see above."
}

install_packages() {
    command -v dpkg-query >/dev/null || { say "Not Debian: install these yourself: ${packages[*]}"; return; }
    local missing
    mapfile -t missing < <(missing_packages "${packages[@]}")
    [ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"
}

can_make_venv() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Print a Python that can make the virtual environment; install Debian's when there is none.
find_python() {
    local name
    for name in python3.11 /usr/bin/python3.11 python3; do
        if command -v "$name" >/dev/null && can_make_venv "$name"; then command -v "$name"; return; fi
    done
    apt_install python3.11 python3.11-venv
    can_make_venv /usr/bin/python3.11 || fail "No Python 3.11 with the module venv could be found."
    printf '/usr/bin/python3.11\n'
}

# The virtual environment is finished when it holds the digest of what it was made from.
install_python_packages() {
    local stamp="$venv/.made-from" wanted
    wanted="$(sha256sum <"$root/pyproject.toml" | cut -d' ' -f1) $root"
    if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    if ! { [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
        local python
        python="$(find_python)"
        say "Making the virtual environment .venv with $python"
        rm -rf "$venv"
        "$python" -m venv "$venv" || fail "The virtual environment could not be made."
    fi
    say "Installing Python packages into .venv (about 1 GB; some minutes the first time)"
    (cd "$root" && "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off \
        --editable '.[central,postgres,s3,dev]' >&2) || fail "pip install failed; see above."
    printf '%s\n' "$wanted" >"$stamp"
}

install_models() {
    say "Checking the model files"
    "$venv/bin/kiosk" models install || fail "The model files could not be installed; see above."
}

# Numba compiles the matting once a machine; done here, so that nobody waits for it in front of the camera.
compile_matting() {
    local stamp="$venv/.matting-compiled" wanted
    wanted="$("$venv/bin/python" -c 'import importlib.metadata as m; print(m.version("numba"))')"
    wanted="$wanted $(cat "$root"/kiosk/photo/{laplacian,cholesky,colours,spread}.py | cksum)"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    say "Compiling the matting code (some seconds, once)"
    "$venv/bin/python" -c 'from kiosk.photo.matte import warm_up; warm_up()' >&2 \
        || fail "The matting code could not be compiled; see above."
    printf '%s\n' "$wanted" >"$stamp"
}

# One set-up at a time in one checkout.
exec 9<"$root"
if command -v flock >/dev/null && ! flock --nonblock 9; then
    say "Another set-up is at work here; waiting for it"
    flock 9
fi
install_packages
install_python_packages
install_models
compile_matting
exec 9<&-
say "Set-up complete"
