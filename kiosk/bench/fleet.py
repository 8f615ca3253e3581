"""``kiosk bench fleet``: hundreds of booths with outages against one server, and what that means for more."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from kiosk.bench.crash_booth import Post, enrol_booth
from kiosk.bench.fleet_booths import Calls, SimulatedBooth, noting
from kiosk.bench.memory import resident_mb
from kiosk.central.central import new_enrolment_code, open_central
from kiosk.central.fleet import all_booths
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Submission
from kiosk.clock import SystemClock
from kiosk.sqlite import connect, empty_log, sqlite3

THREADS = 8
"""So many booths ask at once."""
DRAIN_MINUTES = 120
"""The booths get so long, at most, to deliver what waits at the end."""


@dataclass(frozen=True)
class Plan:
    """``minutes`` of the booths' time; the server is away from ``down_at`` for ``down`` of them."""

    booths: int
    minutes: int
    photos_per_hour: float
    outages_per_hour: float
    down_at: int
    down: int
    seed: int


@dataclass(frozen=True)
class Result:
    """What was counted and measured.

    ``server_cpu_s`` is a call's; ``herd_minutes`` passed from the server's return until
    no queue was longer than before it went; sizes in bytes, memory in MB (10⁶ bytes).
    """

    saved: int
    receipts: int
    on_server: int
    gaps: int
    calls: Calls
    took_s: float
    server_cpu_s: float
    server_mb: tuple[float, float]
    database_bytes: int
    herd_minutes: int | None
    longest_queue: int

    @property
    def nothing_lost(self) -> bool:
        return self.saved == self.receipts == self.on_server and self.gaps == 0

    @property
    def total_calls(self) -> int:
        return sum(self.calls.kinds.values())


def measure(plan: Plan) -> Result:
    """Carry out the plan in a temporary folder, which is removed."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-fleet-"))
    try:
        with CentralProcess.start(folder / "central") as server:
            posts = [Post(folder / f"booth{number}") for number in range(plan.booths)]
            with closing(open_central(server.data, load_central_settings(), SystemClock())) as central:
                for post in posts:
                    enrol_booth(post, server.url, new_enrolment_code(central))
            return _lived(plan, posts, server)
    finally:
        shutil.rmtree(folder)


def _lived(plan: Plan, posts: Sequence[Post], server: CentralProcess) -> Result:
    random = Random(plan.seed)
    booths = [
        SimulatedBooth(post, random.getrandbits(32), plan.photos_per_hour, plan.outages_per_hour)
        for post in posts
    ]
    calls, began_s, memory = Calls(), time.monotonic(), [resident_mb(server.pid)]
    empty_bytes, used_s = _size(server.data / "central.db"), 0.0
    before_down = longest = 0
    herd: int | None = None
    minute = 0
    try:
        with noting(calls), ThreadPoolExecutor(THREADS) as threads:
            before_s = _cpu_s(server)
            while minute < plan.minutes + DRAIN_MINUTES:
                people = minute < plan.minutes
                if minute == plan.down_at and plan.down:
                    before_down = sum(booth.waiting for booth in booths)
                    used_s += _cpu_s(server) - before_s
                    server.kill()
                elif minute == plan.down_at + plan.down and plan.down:
                    server.restart()
                    before_s = _cpu_s(server)
                list(threads.map(lambda booth, people=people: booth.live_a_minute(people), booths))
                minute += 1
                waiting = sum(booth.waiting for booth in booths)
                longest = max(longest, waiting)
                if herd is None and minute > plan.down_at + plan.down and waiting <= before_down:
                    herd = minute - plan.down_at - plan.down
                if not people and waiting == 0:
                    break
            # One heartbeat more, so that the server knows the end of each queue.
            list(threads.map(lambda booth: booth.live_a_minute(False), booths))
        used_s += _cpu_s(server) - before_s
        memory.append(resident_mb(server.pid))
        grown = _size(server.data / "central.db") - empty_bytes
        with (
            closing(open_central(server.data, load_central_settings(), SystemClock())) as central,
            central.reading() as db,
        ):
            on_server = db.scalar(select(func.count()).select_from(Submission)) or 0
            gaps = sum(booth.gap for booth in all_booths(db))
        return Result(
            saved=sum(booth.saved for booth in booths),
            receipts=sum(booth.receipts for booth in booths),
            on_server=on_server,
            gaps=gaps,
            calls=calls,
            took_s=time.monotonic() - began_s,
            server_cpu_s=used_s / max(1, sum(calls.kinds.values())),
            server_mb=(memory[0], memory[1]),
            database_bytes=grown,
            herd_minutes=herd if plan.down else None,
            longest_queue=longest,
        )
    finally:
        for booth in booths:
            booth.close()


def _cpu_s(server: CentralProcess) -> float:
    fields = Path(f"/proc/{server.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


_TICKS_PER_S = 100
"""``utime`` and ``stime`` are in clock ticks: 100 a second on Linux (sysconf(_SC_CLK_TCK))."""


def _size(path: Path) -> int:
    """Return how large a database is, its log brought in."""
    with closing(connect(path, 5.0, sqlite3.Connection)) as db:
        empty_log(db, 5.0)
    return path.stat().st_size
