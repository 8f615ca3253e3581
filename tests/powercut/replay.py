"""A power cut after every prefix of a recording: what the disk keeps is opened again and judged."""

from __future__ import annotations

import hashlib
import logging
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.powercut.disk import Disk, Keep
from tests.powercut.promise import told
from tests.powercut.trace import Call

MEMORY = Path("/dev/shm")

PLAIN_CUTS: tuple[tuple[Keep, Keep], ...] = (
    (Keep.SYNCED, Keep.SYNCED),
    (Keep.ALL, Keep.SYNCED),
    (Keep.SYNCED, Keep.ALL),
    (Keep.ALL, Keep.ALL),
)
"""What is kept of file data and of names in folders; torn cuts keep some of both."""


class Promises(Protocol):
    """What a recorded program promises, and how to see whether it holds."""

    def mark(self, disk: Disk, words: tuple[str, ...]) -> list[str]:
        """Take a mark of the recording; return what is already wrong on the disk itself."""
        ...

    def check(self, folder: Path) -> list[str]:
        """Start from what a power cut left in ``folder``; return what is wrong."""
        ...


@dataclass
class Report:
    """Cuts tried, disks that differed, and the first problem of each bad one."""

    prefixes: int = 0
    images: int = 0
    problems: list[str] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """Return how many problems are of a kind: ``lost`` or ``dangling``."""
        return sum(problem.startswith(kind) for problem in self.problems)


def replay(
    calls: Sequence[Call],
    root: str,
    promises: Promises,
    torn: int = 0,
    stop_at_first: bool = False,
) -> Report:
    """Cut the power after each call that touched the disk and judge every different disk this leaves.

    Parameters
    ----------
    root
        The folder the recording worked in, empty at its beginning.
    torn
        How many times each disk is also judged with a random part of the unsynced kept.
    """
    disk, report, seen = Disk(root), Report(), set[bytes]()
    since = b""
    with _place() as place, _quiet():
        for call in calls:
            if (words := told(call)) is not None:
                report.problems += promises.mark(disk, words)
                since = hashlib.sha256(since + repr(words).encode()).digest()
            elif not disk.feed(call):
                continue
            report.prefixes += 1
            cuts = [*PLAIN_CUTS, *[(Keep.SOME, Keep.SOME)] * torn]
            for number, (data, names) in enumerate(cuts):
                image = disk.image(data, names, random.Random(f"{report.prefixes} {number}"))
                digest = hashlib.sha256(since + repr(sorted(image.items())).encode()).digest()
                if digest in seen:
                    continue
                seen.add(digest)
                report.images += 1
                folder = Path(tempfile.mkdtemp(dir=place))
                lay_out(image, folder)
                found = promises.check(folder)
                shutil.rmtree(folder)
                report.problems += [f"{line} ({call.name}, {data.value}/{names.value})" for line in found[:1]]
            if stop_at_first and report.problems:
                break
    return report


def lay_out(image: dict[str, bytes | None], folder: Path) -> None:
    """Write a disk image as real files below ``folder``."""
    for name, content in image.items():
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)


@contextmanager
def _place() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of fsyncs cost nothing there."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _quiet() -> Iterator[None]:
    """A broken disk makes the store complain, thousands of times."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
