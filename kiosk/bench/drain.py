"""``kiosk bench drain``: long queues delivered to a real server, beside what disk and network give."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kiosk.bench import drain_booth
from kiosk.bench.crash_booth import Post, enrol_booth
from kiosk.bench.drain_booth import Drained, Task, pictures
from kiosk.bench.drain_floor import sent_per_s, synced_per_s
from kiosk.bench.processor import processor_s
from kiosk.central.central import new_enrolment_code, open_central
from kiosk.central.process import CentralProcess
from kiosk.central.settings import DATABASE, load_central_settings
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

MANIFEST_BYTES = 1_500
"""Of a drawn submission; only for the bare loop."""


@dataclass(frozen=True)
class Plan:
    """What is queued where, and who takes it.

    Attributes
    ----------
    items, booths
        Submissions that lie in the queues of so many booths.
    loop_s
        How long each bare loop runs.
    small
        Pictures of a few KB: a long queue is made quickly.
    deliver
        How many are delivered before it ends; None: all.
    processes
        Of the server.
    database
        The server's database, an address; empty: SQLite in its folder.
    """

    items: int
    booths: int
    loop_s: float = 3.0
    small: bool = False
    deliver: int | None = None
    processes: int = 1
    database: str = ""

    @property
    def each(self) -> Task:
        """What one booth does."""
        delivered = self.items if self.deliver is None else min(self.deliver, self.items)
        return Task(self.items // self.booths, delivered // self.booths, self.small)


@dataclass(frozen=True)
class Result:
    """Rates in submissions a second; ``picture_bytes`` of one of them; ``booths`` as each measured itself.

    ``server_s``: the server's processor time while they delivered, its database server's not included.
    """

    picture_bytes: int
    synced_per_s: float
    sent_per_s: float
    booths: tuple[Drained, ...]
    server_s: float

    @property
    def delivered_per_s(self) -> float:
        """All booths together, until the slowest was done."""
        longest_s = max(booth.drained_s for booth in self.booths)
        return self.delivered / longest_s

    @property
    def delivered(self) -> int:
        return sum(booth.delivered for booth in self.booths)


def measure(plan: Plan) -> Result:
    """Carry out the plan in a temporary folder, which is removed."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-drain-"))
    try:
        sizes = [len(picture) for picture in pictures(plan.small)]
        bare = folder / "bare"
        bare.mkdir()
        synced = synced_per_s(bare, sizes, plan.loop_s)
        shutil.rmtree(bare)
        sent = sent_per_s((*sizes, MANIFEST_BYTES), plan.loop_s)
        with _told_where(plan.database):
            server = CentralProcess.start(folder / "central", processes=plan.processes)
            with server:
                booths, server_s = _drained(plan, folder, server)
        return Result(sum(sizes), synced, sent, booths, server_s)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _told_where(database: str) -> Iterator[None]:
    """Tell the server by the environment: an address may hold a password, and a command line is seen."""
    before = os.environ.pop(DATABASE, None)
    try:
        if database:
            os.environ[DATABASE] = database
        yield
    finally:
        os.environ.pop(DATABASE, None)
        if before is not None:
            os.environ[DATABASE] = before


def _drained(plan: Plan, folder: Path, server: CentralProcess) -> tuple[tuple[Drained, ...], float]:
    posts = [Post(folder / f"booth{number}") for number in range(plan.booths)]
    with closing(open_central(server.data, load_central_settings(), SystemClock())) as central:
        for post in posts:
            enrol_booth(post, server.url, new_enrolment_code(central))
    context = multiprocessing.get_context("spawn")
    booths: list[tuple[Any, Connection]] = []
    try:
        for post in posts:
            ours, theirs = context.Pipe()
            words = (post, plan.each, theirs)
            process = context.Process(target=drain_booth.run, args=words)
            process.start()
            theirs.close()
            booths.append((process, ours))
        _heard([line for _, line in booths])
        assert server.pid is not None
        before_s = processor_s(server.pid)
        for _, line in booths:
            line.send("go")
        measured = tuple(_heard([line for _, line in booths]))
        return measured, processor_s(server.pid) - before_s
    finally:
        for process, _ in booths:
            process.join(5.0)
            process.kill()
            process.join()


def _heard(lines: Sequence[Connection]) -> list[Any]:
    try:
        return [line.recv() for line in lines]
    except EOFError:
        raise KioskError(
            "bench-booth", "A booth of the bench ended early.", "See what it said above, and run it again."
        ) from None


def as_table(plan: Plan, result: Result) -> str:
    """Return what was measured as lines of text."""
    looks = sorted(look for booth in result.booths for look in booth.looks_s)
    saves = sorted(save for booth in result.booths for save in booth.saves_s) or [0.0]
    each = plan.each
    booth_s = sum(booth.processor_s for booth in result.booths)
    served = "SQLite" if not plan.database else plan.database.partition("+")[0].partition(":")[0]
    rate, synced, sent = result.delivered_per_s, result.synced_per_s, result.sent_per_s
    rows = [
        ("queued", f"{plan.booths} × {each.items} of {result.picture_bytes / 1e3:.0f} KB"),
        ("server", f"{plan.processes} × on {served}"),
        ("saved", f"{sum(each.items / booth.filled_s for booth in result.booths):.0f} a second"),
        ("store opened with its queue", f"{max(booth.opened_s for booth in result.booths):.2f} s"),
        ("delivered, with receipts", f"{rate:.1f} a second"),
        ("… in all", f"{result.delivered}"),
        ("… of a bare fsync loop", f"{rate / synced:.2f} × {synced:.0f}"),
        ("… of a bare HTTP loop", f"{rate / sent:.2f} × {sent:.0f}"),
        ("processor time of the server, each", f"{result.server_s / result.delivered * 1e3:.1f} ms"),
        ("processor time of the booth, each", f"{booth_s / result.delivered * 1e3:.1f} ms"),
        ("the screen asks, p99 / worst", f"{_p99(looks) * 1e3:.0f} / {looks[-1] * 1e3:.0f} ms"),
        ("a photo is saved, p99 / worst", f"{_p99(saves) * 1e3:.0f} / {saves[-1] * 1e3:.0f} ms"),
        ("memory of a booth while delivering", f"+{max(booth.growth_mb for booth in result.booths):.0f} MB"),
    ]  # fmt: skip
    return "".join(f"{name:<36}{value}\n" for name, value in rows)


def _p99(ordered: Sequence[float]) -> float:
    return ordered[int(0.99 * (len(ordered) - 1))]
