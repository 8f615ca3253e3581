"""The machine under the kiosk: its processor and memory, its clock."""

from __future__ import annotations

import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk import __version__
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.services.finding import Finding, Fitness
from kiosk.sync.credentials import checked_url
from kiosk.sync.settings import load_sync_settings
from kiosk.sync.transport import CallFailed, Transport

CORES = 2
"""With fewer the vision thread holds up the screen: every figure of the README is measured on two."""
FREE_MEMORY_MB = 1000
"""A booth holds some 600 MB (``kiosk bench soak``), its photo thread some 200 more for moments."""
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No machine's clock that runs this program is right before it was written."""
MEMINFO = Path("/proc/meminfo")


def version() -> Finding:
    """Name what is running."""
    way = "frozen" if getattr(sys, "frozen", False) else "Python " + platform.python_version()
    return Finding("version", Fitness.OK, f"kiosk {__version__}, {way}")


def processor() -> Finding:
    cores = os.cpu_count() or 1
    detail = f"{cores} cores, {platform.machine()}"
    if cores < CORES:
        return Finding("processor", Fitness.WARN, detail, f"Use a machine with {CORES} cores or more.")
    return Finding("processor", Fitness.OK, detail)


def memory(meminfo: Path = MEMINFO) -> Finding:
    """Look at what is free now; only Linux tells it without another package."""
    if not meminfo.exists():
        return Finding("memory", Fitness.OK, "not told by this system")
    kib = {line.split(":")[0]: int(line.split()[1]) for line in meminfo.read_text("ascii").splitlines()}
    free_mb, whole_mb = kib["MemAvailable"] * 1024 // 10**6, kib["MemTotal"] * 1024 // 10**6
    detail = f"{free_mb} MB free of {whole_mb} MB"
    if free_mb < FREE_MEMORY_MB:
        return Finding("memory", Fitness.WARN, detail, "End other programs, or give the machine more memory.")
    return Finding("memory", Fitness.OK, detail)


def wall_clock(url: str | None, clock: Clock) -> Finding:
    """Compare the machine's clock with the central server's, where one can be asked."""
    now = clock.now()
    advice = "Set the clock, and let the system keep it by NTP."
    if now < EARLIEST:
        return Finding("clock", Fitness.FAIL, f"{now:%Y-%m-%d %H:%M} UTC cannot be", advice)
    tolerance_s = load_sync_settings().clock_bad_s
    theirs = None if url is None else server_time(url)
    if theirs is not None:
        off_s = (clock.now() - theirs).total_seconds()
        detail = f"{off_s:+.0f} s against the central server"
        if abs(off_s) > tolerance_s:
            return Finding("clock", Fitness.FAIL, detail, advice)
        return Finding("clock", Fitness.OK, detail)
    kept = kept_by_ntp()
    if kept is False:
        return Finding("clock", Fitness.WARN, f"{now:%Y-%m-%d %H:%M} UTC, not kept by NTP", advice)
    return Finding("clock", Fitness.OK, f"{now:%Y-%m-%d %H:%M} UTC" + (", kept by NTP" if kept else ""))


def server_time(url: str) -> datetime | None:
    """Return what time the central server says it is; None when it cannot be asked."""
    try:
        answer = Transport(checked_url(url), None, load_sync_settings()).call(
            "GET", f"/health?nonce={secrets.token_hex(16)}"
        )
        told = datetime.fromisoformat(str(json.loads(answer.body)["time"]))
    except (KioskError, CallFailed, ValueError, KeyError, TypeError):
        return None
    return told if told.tzinfo is not None else None


def kept_by_ntp() -> bool | None:
    """Return whether systemd says that the clock is kept right; None where it is not there to ask."""
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    try:
        done = subprocess.run(
            [tool, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip())
