"""Which cameras there are to choose from, by the names their makers gave them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

SITTER = "sitter"
SYSTEM = Path("/sys/class/video4linux")
GUESSED = 3
"""Where the system does not tell its cameras, the first three numbers are offered."""


@dataclass(frozen=True)
class FoundCamera:
    """``source`` as the settings name it; ``name`` as its maker does, empty where nobody told."""

    source: str
    name: str = ""


def found_cameras(system: Path = SYSTEM, platform: str = sys.platform) -> tuple[FoundCamera, ...]:
    """Return the attached cameras, then the drawn person, with whom everything can be tried.

    A USB camera has several nodes; the first of each gives pictures, the others only data about them.
    """
    attached = _of_linux(system) if platform == "linux" else _guessed()
    return (*attached, FoundCamera(SITTER))


def _of_linux(system: Path) -> tuple[FoundCamera, ...]:
    found: dict[int, str] = {}
    for node in system.glob("video*"):
        number = node.name.removeprefix("video")
        try:
            if number.isdigit() and int((node / "index").read_text("ascii")) == 0:
                found[int(number)] = (node / "name").read_text("utf-8", errors="replace").strip()
        except (OSError, ValueError):
            continue  # unplugged meanwhile
    return tuple(FoundCamera(f"device:{number}", found[number]) for number in sorted(found))


def _guessed() -> tuple[FoundCamera, ...]:
    return tuple(FoundCamera(f"device:{number}") for number in range(GUESSED))
