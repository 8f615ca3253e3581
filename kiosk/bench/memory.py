"""How much memory this process holds, as Linux accounts for it."""

from __future__ import annotations

from pathlib import Path

_CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"
"""Written to ``clear_refs`` it makes the resident size of now the peak (proc(5))."""


def resident_mb(process: int | None = None) -> float:
    """Return the resident size of a process by its id, by default this one's, MB (10⁶ bytes)."""
    return _field("VmRSS", process)


def peak_mb() -> float:
    """Return the largest resident size since the last :func:`reset_peak`, MB."""
    return _field("VmHWM")


def reset_peak() -> None:
    """Let the peak begin anew at the resident size of now."""
    _CLEAR.write_text(_RESET_PEAK, "ascii")


def _field(name: str, process: int | None = None) -> float:
    status = Path("/proc") / ("self" if process is None else str(process)) / "status"
    for line in status.read_text("ascii").splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0]) * 1024 / 1e6
    raise RuntimeError(f"{status} tells no {name}")
