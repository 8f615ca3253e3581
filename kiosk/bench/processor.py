"""How much processor time processes have taken, as Linux accounts for it."""

from __future__ import annotations

import os
from pathlib import Path

_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Fields of ``/proc/<pid>/stat`` after the name (proc(5))."""


def processor_s(process: int) -> float:
    """Return user and system time of a process and of those it has started and that run, seconds."""
    tick = os.sysconf("SC_CLK_TCK")
    taken_s, wanted = 0.0, {process}
    for pid, fields in sorted(_all().items()):  # who was started has the higher id, but for a wrap-around
        if pid in wanted or int(fields[_PARENT]) in wanted:
            wanted.add(pid)
            taken_s += (int(fields[_USER]) + int(fields[_SYSTEM])) / tick
    return taken_s


def _all() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
            found[int(folder.name)] = stat.rpartition(")")[2].split()
    return found
