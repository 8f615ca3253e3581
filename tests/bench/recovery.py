"""``python -m tests.bench.recovery [--rounds N]``: a supervised booth is hurt; how long until it is back?

Real processes: killed, stopped (SIGSTOP), vision or the camera's driver hanging, the camera unplugged.
Exits 1 when one recovery takes longer than the limit, or when anything of the queue is not as it was.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

from kiosk.bench.crash_booth import drawn_submission
from kiosk.clock import SystemClock
from kiosk.operation.supervisor import STEADY_S
from kiosk.paths import project_root
from kiosk.services.build import open_keys, open_store, store_dir
from kiosk.settings import load_settings
from kiosk.store.report import audit_report, queue_rows
from tests.bench.recovery_booth import PICTURES, Harm

LIMIT_S = 15.0
GIVE_UP_S = 60.0
QUEUED = 5
POLL_S = 0.02
SETTINGS = 'campaign = "example"\ndata_dir = "data"\n[camera]\nsource = "sitter"\n[keys]\nstore = "file"\n'
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
            case _:
                (self.folder / harm).touch()
        return self.until_it_serves(instead_of=process)


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


KINDS = ("killed", "stopped", Harm.VISION_HANGS, Harm.CAMERA_HANGS, Harm.UNPLUGGED)


def measure(folder: Path, rounds: int, kinds: tuple[str, ...] = KINDS) -> tuple[list[Recovery], bool]:
    """Return how long each harm kept the booth away, and whether the queue is as it was."""
    patient = Patient(folder)
    before = patient.queue()
    recoveries = [Recovery(str(kind)) for kind in kinds]
    with supervised(patient):
        for _ in range(rounds):
            for recovery in recoveries:
                if recovery.seconds or recovery is not recoveries[0]:
                    time.sleep(STEADY_S)
                recovery.seconds.append(patient.hurt(recovery.harm))
    whole = audit_report(store_dir(patient.settings)).whole
    store = open_store(patient.settings, open_keys(patient.settings), SystemClock())
    try:
        readable = all(store.open_sealed(id_).blobs for id_, _ in before)
    finally:
        store.close()
    return recoveries, whole and readable and patient.queue() == before and len(before) == QUEUED


def main() -> int:
    """Print the table; 0 when everything was in time and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.recovery")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kiosk-recovery-") as folder:
        recoveries, intact = measure(Path(folder), args.rounds)
    for recovery in recoveries:
        times = recovery.seconds
        print(f"{recovery.harm:18} median {statistics.median(times):5.1f} s   worst {max(times):5.1f} s")
    print(f"{QUEUED} queued photos: {'intact' if intact else 'NOT AS THEY WERE'}")
    return 0 if intact and all(max(r.seconds) <= LIMIT_S for r in recoveries) else 1


if __name__ == "__main__":
    sys.exit(main())
