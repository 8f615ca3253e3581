"""Measures the start: from the process's first instant to the first live frame painted.

``python -m ui.bench_start FOLDER CAMERA`` is the process that is measured: it starts the booth as
``kiosk run`` does, touches start as soon as there is a window, and prints when what was reached.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import KioskError

CHILD_TIMEOUT_S = 90.0
MARKS = ("imported", "built", "window", "live", "ready")
"""Everything imported; the booth built; the first page painted; the first camera picture painted; the photo
thread has its models and compiled what compiles."""


@dataclass(frozen=True)
class Starts:
    """Seconds from the start of the process to each mark, one row a start; the first is the cold one."""

    camera: str
    rows: tuple[Mapping[str, float], ...]

    @property
    def warm(self) -> tuple[Mapping[str, float], ...]:
        """All but the first."""
        return self.rows[1:] or self.rows


def measure(camera: str, starts: int) -> Starts:
    """Start the booth ``starts`` times after a first one that fills the machine's file cache."""
    with tempfile.TemporaryDirectory(prefix="kiosk-start-") as folder:
        return Starts(camera, tuple(_start(Path(folder), camera) for _ in range(starts + 1)))


def _start(folder: Path, camera: str) -> Mapping[str, float]:
    command = [sys.executable, "-m", "ui.bench_start", str(folder), camera]
    begun = time.monotonic()
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=CHILD_TIMEOUT_S, check=False, env=dict(os.environ)
    )
    if done.returncode != 0:
        raise KioskError("bench-start", "The booth did not start.", done.stderr.strip()[-400:])
    marks = json.loads(done.stdout.splitlines()[-1])
    return {name: marks[name] - begun for name in MARKS} | marks["own"]


def as_table(result: Starts) -> str:
    """Return the measurement for people."""
    warm, cold = result.warm, result.rows[0]
    lines = [f"start of the booth, camera {result.camera}, {len(warm)} warm starts on {os.cpu_count()} cores"]
    names = {
        "imported": "modules imported",
        "built": "booth built",
        "window": "first page painted",
        "live": "first live frame painted",
        "ready": "photo thread ready",
    }
    for key, name in names.items():
        values = [row[key] for row in warm]
        own_s = statistics.median(row[f"{key}_own"] for row in warm)
        lines.append(
            f"  {name:<26} {statistics.median(values):5.2f} s median, {min(values):.2f} to "
            f"{max(values):.2f}, the first time {cold[key]:.2f}; of that the GUI thread worked {own_s:.2f} s"
        )
    return "\n".join(lines)


def child(argv: Sequence[str]) -> int:
    """Be the process that is measured."""
    folder, camera = Path(argv[0]), argv[1]
    marks: dict[str, float] = {}
    own: dict[str, float] = {}

    def mark(name: str) -> None:
        if name not in marks:
            marks[name] = time.monotonic()
            own[f"{name}_own"] = time.thread_time()

    from ui.bench_start_watch import run_watched  # what `kiosk run` imports, and only now

    mark("imported")
    run_watched(folder, camera, mark)
    sys.stdout.write(json.dumps({**marks, "own": own}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(child(sys.argv[1:]))
