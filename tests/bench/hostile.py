"""Give hostile files to everything that reads pictures: ``python -m tests.bench.hostile --files 10000``."""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import cv2

from kiosk.camera.frame import Picture, Stamper
from kiosk.capture_code.reader import CodeReader
from kiosk.clock import SystemClock
from kiosk.commands.inspect import MAX_BYTES
from kiosk.errors import KioskError
from kiosk.paths import models_dir
from kiosk.photo.inspect import inspect_photo
from kiosk.photo.spec import load_spec
from kiosk.photo.standardize import standardize
from kiosk.photo.whole import whole_matte
from kiosk.picture_file import load_picture, picture_files, read_file
from kiosk.services.ruling import rules_for
from kiosk.vision.observe import Observer
from tests.bench import hostile_files

LONGEST_S = 5.0
GIVEN_UP_S = 300.0
MOST_BYTES = 1_000_000_000


class Reader:
    """Everything in the kiosk that takes a picture file from outside."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        self._spec = load_spec("chsi")
        self._limits = rules_for(self._spec).limits()
        self._observer = Observer.open(models_dir(), live=False)
        self._codes, self._stamper = CodeReader(), Stamper(SystemClock())
        self.ways: Mapping[str, Callable[[Path], object]] = {
            "inspect": self._inspect,
            "standardize": self._standardize,
            "matte": self._matte,
            "read-code": lambda path: self._codes.read(load_picture(path)),
        }

    def _inspect(self, path: Path) -> object:
        return inspect_photo(read_file(path, max_bytes=MAX_BYTES), self._spec, self._limits, self._observer)

    def _standardize(self, path: Path) -> object:
        frame = self._stamper.stamp(load_picture(path))
        return standardize(frame, self._observer.observe(frame), self._spec, self._limits, self._observer)

    def _matte(self, path: Path) -> object:
        bgr: Picture = load_picture(path)
        return whole_matte(bgr, self._observer.observe(self._stamper.stamp(bgr)), None)

    def close(self) -> None:
        self._observer.close()


@dataclass(frozen=True)
class Outcome:
    """What one way of reading made of one file; ``code`` is ``done``, an error's code, or ``CRASH``."""

    way: str
    code: str
    wall_s: float
    cpu_s: float
    told: str = ""


@dataclass
class Summary:
    codes: collections.Counter[tuple[str, str]] = field(default_factory=collections.Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    worst_cpu_s: float = 0.0
    worst_wall_s: float = 0.0
    peak_bytes: int = 0

    @property
    def good(self) -> bool:
        return not self.crashes and not self.hangs and self.peak_bytes <= MOST_BYTES


def read_all(reader: Reader, path: Path) -> list[Outcome]:
    """Read one file in every way."""
    outcomes = []
    for way, read in reader.ways.items():
        wall, cpu, code, told = time.monotonic(), time.process_time(), "done", ""
        try:
            for one in picture_files([path]):
                read(one)
        except KioskError as error:
            code, told = error.code, error.advice
        except Exception:
            code, told = "CRASH", traceback.format_exc()
        outcomes.append(Outcome(way, code, time.monotonic() - wall, time.process_time() - cpu, told))
    return outcomes


def _serve(pipe: Connection) -> None:
    reader = Reader()
    pipe.send(None)
    with suppress(EOFError):
        while True:
            outcomes = read_all(reader, pipe.recv())
            pipe.send((outcomes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
    reader.close()


class Worker:
    """A process that reads files; replaced when it dies or is stuck."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: Any = context.Process(target=_serve, args=(theirs,))
        self._process.start()
        theirs.close()
        self._pipe.recv()

    def read(self, path: Path) -> tuple[list[Outcome], int] | None:
        """Return the outcomes and the process's peak of memory; None when it died or had to be ended."""
        self._pipe.send(path)
        try:
            return self._pipe.recv() if self._pipe.poll(GIVEN_UP_S) else None
        except EOFError:
            return None

    def close(self) -> None:
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def run(count: int, seed: int, say: Callable[[str], object]) -> Summary:
    """Make and read ``count`` files."""
    summary, worker, begun = Summary(), Worker(), time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                path = hostile_files.write(number, seed, Path(folder))
                answer = worker.read(path)
                if answer is None:
                    summary.crashes.append(f"file {number} ended the process or held it {GIVEN_UP_S:g} s")
                    say(summary.crashes[-1])
                    worker.close()
                    worker = Worker()
                else:
                    _add(summary, number, *answer, say)
                with suppress(OSError, ValueError):
                    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
                if number % 500 == 499:
                    say(f"{number + 1} of {count} files, {time.monotonic() - begun:.0f} s, "
                        f"{len(summary.crashes)} crashes, {len(summary.hangs)} hangs")  # fmt: skip
    finally:
        worker.close()
    return summary


def _add(
    summary: Summary, number: int, outcomes: list[Outcome], peak: int, say: Callable[[str], object]
) -> None:
    summary.peak_bytes = max(summary.peak_bytes, peak)
    for one in outcomes:
        summary.codes[one.way, one.code] += 1
        summary.worst_cpu_s = max(summary.worst_cpu_s, one.cpu_s)
        summary.worst_wall_s = max(summary.worst_wall_s, one.wall_s)
        # Other work on the machine makes a file wait, but not work: the lesser of both is the file's own.
        if min(one.cpu_s, one.wall_s) > LONGEST_S:
            summary.hangs.append(f"file {number}: {one.way} {one.cpu_s:.1f} s")
        if one.code == "CRASH" or (one.code != "done" and not one.told):
            summary.crashes.append(f"file {number}: {one.way}: {one.told or 'no advice'}")
            say(summary.crashes[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    summary = run(args.files, args.seed, lambda line: print(line, file=sys.stderr, flush=True))
    for (way, code), count in sorted(summary.codes.items()):
        print(f"{way:12}{code:26}{count:7}")
    print(*summary.crashes, *summary.hangs, sep="\n")
    print(
        f"{args.files} files, seed {args.seed}: {len(summary.crashes)} crashes, {len(summary.hangs)} over "
        f"{LONGEST_S:g} s, longest {summary.worst_cpu_s:.1f} s of CPU ({summary.worst_wall_s:.1f} s), "
        f"peak memory {summary.peak_bytes / 1e6:.0f} MB"
    )
    return 0 if summary.good else 1


if __name__ == "__main__":
    sys.exit(main())
