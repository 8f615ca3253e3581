"""The booth that ``tests.bench.recovery`` hurts: the real ``kiosk run``, with places where that can be done.

``python -m tests.bench.recovery_booth FOLDER`` is the booth, with ``--above`` the supervised whole. A file
named in :class:`Harm` in the folder hurts it; :data:`CLOCK` says by how much its clock is wrong.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kiosk.camera.frame import Frame
from kiosk.camera.replay import FolderCamera
from kiosk.cli import main
from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from kiosk.operation import health_file
from kiosk.operation.supervisor import Phase
from kiosk.services import build
from kiosk.services.visiting import VisitorLook
from kiosk.session.events import Event, Started

PICTURES = "pictures"
CLOCK = "clock-off-s"
"""A file with the seconds by which the booth's wall clock is wrong now."""
PHASES = "phases.jsonl"
"""What the page above the booth said, and when (``time.monotonic``, the same for every process)."""


class Harm(StrEnum):
    """What can be done to it."""

    UNPLUGGED = "camera-unplugged"
    """As long as the file is there."""
    CAMERA_HANGS = "camera-hangs"
    """In the middle of a read, for good; the file is used up."""
    VISION_HANGS = "vision-hangs"
    """In the middle of a frame, for good; the file is used up."""
    BEGINS = "session-begins"
    """No harm yet: somebody touched the first page; the file is used up."""


def hang(folder: Path, harm: Harm) -> None:
    """Never return if that is asked for."""
    file = folder / harm
    if file.exists():
        file.unlink()
        while True:
            signal.pause() if hasattr(signal, "pause") else time.sleep(60)


def hurtable(folder: Path) -> None:
    """Make the camera and vision of this process hurtable."""

    class LooseCamera(FolderCamera):
        def open(self) -> None:
            if (folder / Harm.UNPLUGGED).exists():
                raise KioskError("camera-missing", "The cable is out.", "Plug it in.")
            super().open()

        def read(self, timeout_s: float) -> Frame | None:
            hang(folder, Harm.CAMERA_HANGS)
            if (folder / Harm.UNPLUGGED).exists():
                raise KioskError("camera-lost", "The cable is out.", "Plug it in.")
            return super().read(timeout_s)

    class HurtableLook(VisitorLook):
        def look(self, frame: Frame) -> Event | None:
            hang(folder, Harm.VISION_HANGS)
            if (folder / Harm.BEGINS).exists():
                (folder / Harm.BEGINS).unlink()
                return Started("hurt")
            return super().look(frame)

    class WrongClock(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(seconds=clock_off_s(folder))

    from ui.commands import run as run_command

    def open_camera(source: str, clock: Clock, *, fps: float, **_: object) -> LooseCamera:
        return LooseCamera(folder / PICTURES, clock, fps)

    vars(build).update(open_camera=open_camera, VisitorLook=HurtableLook)
    vars(run_command).update(SystemClock=WrongClock)
    health_file.EVERY_S = 0.1  # so that it is seen to the second when the booth is back


def clock_off_s(folder: Path) -> float:
    """Return by how much the clock is wrong; written whole and renamed by who turns its hands."""
    try:
        return float((folder / CLOCK).read_text("ascii"))
    except FileNotFoundError:
        return 0.0


def note_phases(folder: Path) -> None:
    """Write down what the page above the booth shows, when that changes."""
    from ui.commands import run_supervised
    from ui.standby import StandbyWindow

    class NotingWindow(StandbyWindow):
        noted: Phase | None = None

        def show_phase(self, phase: Phase) -> None:
            super().show_phase(phase)
            if phase is self.noted:
                return
            self.noted = phase
            line = json.dumps({"phase": phase.value, "at_s": time.monotonic(), "lines": self.lines})
            with (folder / PHASES).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")

    vars(run_supervised).update(StandbyWindow=NotingWindow)


def run(folder: Path, above: bool) -> int:
    """Run the booth, or the process above it."""
    config = folder / "kiosk.toml"
    if not above:
        hurtable(folder)
        return main(["run", "--windowed", "--wait-for-camera", "--config", str(config)])
    from kiosk.settings import load_settings
    from kiosk.signals import Stopped
    from ui.commands.run_supervised import run_supervised

    note_phases(folder)
    command = [sys.executable, "-m", "tests.bench.recovery_booth", str(folder)]
    try:
        return run_supervised(load_settings(config), command, windowed=True)
    except Stopped:
        return 0


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), "--above" in sys.argv[2:]))
