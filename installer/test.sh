#!/usr/bin/env bash
# Set up this machine and run every check: ruff, mypy, pytest. Arguments go to pytest.
# Measured for coverage, which takes longer: --cov --cov-report=term:skip-covered --cov-fail-under=90
set -euo pipefail
. "$(dirname "$0")/setup.sh"
# The central server's pages are tried in a real browser, its data also on a real database server.
# What a power cut leaves is seen from the system calls (strace).
mapfile -t missing < <(missing_packages chromium postgresql strace gnome-keyring)
[ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"
cd "$root"
say "ruff"
"$venv/bin/ruff" check .
"$venv/bin/ruff" format --check .
say "mypy, beside the tests, which often wait"
mkdir -p build
"$venv/bin/mypy" >build/mypy.log 2>&1 &
types=$!
say "pytest"
# Tests start the program some hundred times: it is compiled once, whatever this shell asks for.
unset PYTHONDONTWRITEBYTECODE
passed=true
# Two at a time, a file of tests staying in one process: half the wait on the smallest machine; a third gained nothing.
"$venv/bin/python" -m pytest -n 2 --dist loadfile --storage core "$@" || passed=false
wait "$types" || passed=false
cat build/mypy.log
$passed
