"""``python -m tests.bench.recovery [--rounds N] [--only KIND…]``: a supervised booth is hurt; until when?

Real processes: killed, stopped (SIGSTOP), vision or the camera's driver hanging, the camera unplugged, the
disk full to the last byte (a small one of its own), killed on the full disk, the clock leaping by hours and
years while somebody is served, killed and started again with a clock of years ago. Of a kill it is told too
when the page above said so and when the booth's window was back. Exits 1 when one recovery takes longer than
the limit, or when anything of the queue is not as it was.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

from kiosk.bench.crash_booth import drawn_submission
from kiosk.clock import SystemClock
from kiosk.operation.supervisor import STEADY_S, Phase
from kiosk.paths import project_root
from kiosk.services.build import open_keys, open_store, store_dir
from kiosk.settings import load_settings
from kiosk.store.report import audit_report, queue_rows
from tests.bench.recovery_booth import CLOCK, PHASES, PICTURES, Harm
from tests.small_disk import small_disk

LIMIT_S = 15.0
GIVE_UP_S = 60.0
QUEUED = 5
POLL_S = 0.02
DISK = "192m"
"""Of the booth's own disk: more than what must be free for somebody to be received (config/store.toml)."""
LEFT_BYTES = 2 << 20
"""Left free first: the health file that says so must still be written."""
FULL_S = 2.0
"""So long not a byte is free."""
HOUR_S, YEAR_S = 3_600.0, 365.25 * 86_400.0
LEAPS_S = (3 * HOUR_S, -3 * HOUR_S, 10 * YEAR_S, -6 * YEAR_S, 0.0)
"""By how much the clock is wrong, one after the other."""
SETTINGS = """\
campaign = "example"
data_dir = "disk/data"
[camera]
source = "sitter"
[keys]
store = "file"
[session]
idle_s = 12.0
away_s = 13.0
warning_s = 4.0
"""
"""A session nobody goes on with ends soon: by the time that really passes, whatever the clock says."""
Health = dict[str, Any]


@dataclass
class Recovery:
    """How often and how long one kind of harm kept the booth away, s."""

    harm: str
    seconds: list[float] = field(default_factory=list)


class Patient:
    """A supervised booth in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / PICTURES).mkdir()
        (folder / "disk").mkdir(exist_ok=True)
        cv2.imwrite(str(folder / PICTURES / "empty.png"), np.full((720, 1280, 3), 170, np.uint8))
        (folder / "kiosk.toml").write_text(SETTINGS, encoding="utf-8")
        self.settings = load_settings(folder / "kiosk.toml")
        clock, random = SystemClock(), Random(1)
        store = open_store(self.settings, open_keys(self.settings), clock)
        try:
            for _ in range(QUEUED):
                store.save(drawn_submission(clock, random))
        finally:
            store.close()

    def health(self) -> Health:
        """Return the health file; empty before there is one."""
        try:
            found: Health = json.loads((self.settings.data_dir / "health.json").read_text("ascii"))
        except FileNotFoundError:
            return {}
        return found

    def queue(self) -> list[tuple[str, str]]:
        """Return what is stored, and its state."""
        return [(row.id, str(row.state)) for row in queue_rows(store_dir(self.settings))]

    def until(self, done: Callable[[Health], bool]) -> float:
        """Wait; return how long, s."""
        begun = time.monotonic()
        while not done(self.health()):
            if time.monotonic() - begun > GIVE_UP_S:
                raise TimeoutError(f"not back after {GIVE_UP_S:.0f} s: {self.health()}")
            time.sleep(POLL_S)
        return time.monotonic() - begun

    def until_it_serves(self, *, instead_of: int = 0) -> float:
        """Wait until a booth (another process than ``instead_of``) has camera pictures and judges them."""
        return self.until(
            lambda h: bool(h) and h["process"] != instead_of and h["ok"] and serves(h) and alive(h["process"])
        )

    def hurt(self, harm: str) -> float:
        """Do one harm, wait until the booth is back; return how long that took, s.

        It comes to a booth that has run for a while: one that fails at every start is given pauses.
        """
        process = int(self.health()["process"])
        match harm:
            case "killed":
                os.kill(process, signal.SIGKILL)
            case "stopped":
                os.kill(process, signal.SIGSTOP)
            case Harm.UNPLUGGED:
                cable = self.folder / Harm.UNPLUGGED
                cable.touch()
                self.until(lambda h: h.get("step") == "trouble")
                cable.unlink()
                return self.until_it_serves()
            case "disk-full":
                with self._full_disk():
                    self._lives(process)
                return self.until_it_serves()
            case "killed-on-full-disk":
                with self._full_disk():
                    os.kill(process, signal.SIGKILL)
                    time.sleep(FULL_S)
                return self.until_it_serves(instead_of=process)
            case "clock-leaps":
                return self._leap(process)
            case "killed-in-the-past":
                self._turn_clock(-6 * YEAR_S)
                os.kill(process, signal.SIGKILL)
                took_s = self.until_it_serves(instead_of=process)
                self._turn_clock(0.0)
                return took_s
            case _:
                (self.folder / harm).touch()
        return self.until_it_serves(instead_of=process)

    @contextmanager
    def _full_disk(self) -> Iterator[None]:
        """Fill the disk until nobody is received, then to its last byte, for as long as the block runs."""
        filler = self.folder / "disk" / "filler"
        try:
            with filler.open("wb") as file:
                free = shutil.disk_usage(filler.parent).free
                os.posix_fallocate(file.fileno(), 0, free - LEFT_BYTES)
                self.until(lambda h: h.get("step") == "trouble")
                file.seek(0, os.SEEK_END)
                with contextlib.suppress(OSError):
                    while True:
                        os.write(file.fileno(), bytes(4096))
            time.sleep(FULL_S)
            yield
        finally:
            filler.unlink()

    def _leap(self, process: int) -> float:
        """Turn the clock about while somebody is served; return how long the worst leap was noticed, s.

        The session goes on through all of them, and then ends in the time that really passed.
        """
        (self.folder / Harm.BEGINS).touch()
        self.until(lambda h: h.get("step") == "scan")
        worst_s = 0.0
        for off_s in LEAPS_S:
            before = self.health()["written_at"]
            self._turn_clock(off_s)
            worst_s = max(worst_s, self.until(lambda h, old=before: h["written_at"] != old and h["ok"]))
            if self.health()["step"] != "scan":
                raise RuntimeError(f"a leap of the clock ended the session: {self.health()}")
        left_s = self.until_it_serves()
        self._lives(process)
        return max(worst_s, left_s)

    def _lives(self, process: int) -> None:
        if self.health()["process"] != process or not alive(process):
            raise RuntimeError("the booth was started again: what was done should not end it")

    def _turn_clock(self, off_s: float) -> None:
        part = self.folder / f"{CLOCK}.new"
        part.write_text(str(off_s), encoding="ascii")
        os.replace(part, self.folder / CLOCK)

    def phases(self) -> list[tuple[str, float]]:
        """Return what the page above said, and when (``time.monotonic``)."""
        lines = (self.folder / PHASES).read_text("utf-8").splitlines()
        return [(entry["phase"], entry["at_s"]) for entry in map(json.loads, lines)]


def serves(health: Health) -> bool:
    """Whether the booth waits for the next person, with camera pictures that come."""
    return health.get("step") == "attract" and health.get("frames", 0) > 0


def alive(process: int) -> bool:
    """Whether there is such a process."""
    with contextlib.suppress(OSError):
        os.kill(process, 0)
        return True
    return False


@contextmanager
def supervised(patient: Patient) -> Iterator[None]:
    """Run the supervised booth as long as the block does."""
    command = [sys.executable, "-m", "tests.bench.recovery_booth", str(patient.folder), "--above"]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with (patient.folder / "log.txt").open("wb") as log:
        above = subprocess.Popen(
            command, cwd=project_root(), env=environ, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        try:
            patient.until_it_serves()
            yield
        finally:
            above.terminate()
            try:
                above.wait(30)
            except subprocess.TimeoutExpired:
                above.kill()
                above.wait()


KINDS = (
    "killed",
    "stopped",
    Harm.VISION_HANGS,
    Harm.CAMERA_HANGS,
    Harm.UNPLUGGED,
    "disk-full",
    "killed-on-full-disk",
    "clock-leaps",
    "killed-in-the-past",
)


@dataclass
class Measured:
    """What one run of the bench found; ``page_s`` and ``window_s`` of each kill: said, and shown again."""

    recoveries: list[Recovery]
    intact: bool
    page_s: list[float] = field(default_factory=list)
    window_s: list[float] = field(default_factory=list)


def measure(folder: Path, rounds: int, kinds: Sequence[str] = KINDS) -> Measured:
    """Return how long each harm kept the booth away, and whether the queue is as it was."""
    patient = Patient(folder)
    before = patient.queue()
    found = Measured([Recovery(str(kind)) for kind in kinds], intact=False)
    with supervised(patient):
        for _ in range(rounds):
            for recovery in found.recoveries:
                if recovery.seconds or recovery is not found.recoveries[0]:
                    time.sleep(STEADY_S)
                begun = time.monotonic()
                recovery.seconds.append(patient.hurt(recovery.harm))
                if recovery.harm == "killed":
                    page_s = _after(patient, begun, Phase.PAUSING)
                    found.page_s.append(page_s)
                    # After the page: that the start before is through may be heard of as late as now.
                    found.window_s.append(page_s + _after(patient, begun + page_s, Phase.RUNNING))
    whole = audit_report(store_dir(patient.settings)).whole
    store = open_store(patient.settings, open_keys(patient.settings), SystemClock())
    try:
        readable = all(store.open_sealed(id_).blobs for id_, _ in before)
    finally:
        store.close()
    found.intact = whole and readable and patient.queue() == before and len(before) == QUEUED
    return found


def _after(patient: Patient, begun: float, phase: Phase) -> float:
    """Return how long after ``begun`` the page above was in ``phase``, s; it hears of it a moment later."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        for name, at in patient.phases():
            if at >= begun and name == phase.value:
                return at - begun
        time.sleep(POLL_S)
    raise TimeoutError(f"the page above was never {phase.value}")


def main() -> int:
    """Print the table; 0 when everything was in time and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.recovery")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", nargs="*", choices=list(map(str, KINDS)), default=list(map(str, KINDS)))
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="kiosk-recovery-") as name:
        folder = Path(name)
        with small_disk(folder / "disk", DISK):
            found = measure(folder, args.rounds, args.only)
    for recovery in found.recoveries:
        times = recovery.seconds
        print(f"{recovery.harm:20} median {statistics.median(times):5.1f} s   worst {max(times):5.1f} s")
    if found.page_s:
        print(f"after a kill the page says so within {max(found.page_s):.1f} s,", end=" ")
        print(f"the booth's window is back within {max(found.window_s):.1f} s")
    print(f"{QUEUED} queued photos: {'intact' if found.intact else 'NOT AS THEY WERE'}")
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores")
    return 0 if found.intact and all(max(r.seconds) <= LIMIT_S for r in found.recoveries) else 1


if __name__ == "__main__":
    sys.exit(main())
