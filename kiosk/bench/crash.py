"""``kiosk bench crash``: booths and their server are killed at any instant, and nothing saved is lost.

Real processes with the real store, link and server; SIGKILL, so nothing is tidied up. In the end all
are given time to deliver, and what the booths had said is compared with what is there.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from kiosk.bench import crash_booth, crash_server
from kiosk.bench.crash_booth import Post, enrol_booth, hurried, open_store
from kiosk.bench.crash_findings import Findings, of_booth, of_server, rows_on
from kiosk.bench.crash_life import START_LIMIT_S, Mortal, wait_for
from kiosk.bench.crash_told import Told
from kiosk.central.central import Central, new_enrolment_code, open_central, set_up
from kiosk.central.settings import load_central_settings
from kiosk.central.sweeping import sweep
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.credentials import Credentials

BOOTH_LIFE_S, SERVER_LIFE_S = 1.6, 3.0
"""Longest lives: long enough for some deliveries, short enough for a thousand kills in minutes."""
PORTS = range(20_000, 32_000)
"""Below those that systems give to outgoing connections: the server must find its port free again."""
AHEAD_SHARE = 0.1
"""By how much of its number of kills one kind may be ahead of the other."""
MOST_FAILURES = 10
STANDSTILL_S = 60.0


@dataclass(frozen=True)
class Plan:
    """Who is killed how often; ``booth`` is what a booth's process runs."""

    kills: int
    server_kills: int
    booths: int
    seed: int
    booth: Callable[[Post], None] = crash_booth.run


@dataclass(frozen=True)
class Kills:
    """How often a kind of process was killed, and how often of these before it had started."""

    total: int
    at_start: int

    @classmethod
    def of(cls, mortals: Sequence[Mortal]) -> Kills:
        return cls(sum(m.kills for m in mortals), sum(m.early_kills for m in mortals))


@dataclass(frozen=True)
class Result:
    """What happened and what was found; ``failures`` are processes that ended or hung by themselves."""

    booth: Kills
    server: Kills
    saved: int
    withdrawn: int
    receipts: int
    seconds: float
    failures: tuple[str, ...]
    findings: Findings

    @property
    def good(self) -> bool:
        """Whether nothing is wrong, and something happened that could have gone wrong."""
        return self.findings.nothing and not self.failures and self.saved > 0 and self.receipts > 0


def measure(plan: Plan) -> Result:
    """Carry out the plan in a temporary folder, which is removed."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-crash-"))
    try:
        return _measure(plan, folder)
    finally:
        shutil.rmtree(folder)


def _measure(plan: Plan, folder: Path) -> Result:
    began_s = time.monotonic()
    data, random, port = folder / "central", Random(plan.seed), _free_port(Random(plan.seed))
    set_up(data)
    posts = [Post(folder / f"booth{number}") for number in range(plan.booths)]
    told = [Told() for _ in posts]
    server = Mortal(
        crash_server.run, (data, port), crash_server.READY, lambda line: None,
        folder / "server.log", SERVER_LIFE_S, Random(random.random()),
    )  # fmt: skip
    booths = [
        Mortal(
            plan.booth, (post,), crash_booth.READY, heard.hear,
            folder / f"{post.folder.name}.log", BOOTH_LIFE_S, Random(random.random()),
        )
        for post, heard in zip(posts, told, strict=True)
    ]  # fmt: skip
    try:
        _start(server)
        with closing(open_central(data, load_central_settings(), SystemClock())) as central:
            for post in posts:
                enrol_booth(post, f"http://127.0.0.1:{port}", new_enrolment_code(central))
            _kill_at_random(plan, server, booths)
            for mortal in (server, *booths):
                mortal.kill()
            kills = Kills.of(booths), Kills.of([server])
            _start(server)
            findings = _compared(posts, told, central, data)
            failures = tuple(failure for m in (server, *booths) for failure in m.failures)
    finally:
        for mortal in (server, *booths):
            mortal.kill()
    return Result(
        *kills,
        sum(len(heard.saved) for heard in told),
        sum(len(heard.withdrawn) for heard in told),
        sum(len(heard.receipts) for heard in told),
        time.monotonic() - began_s,
        failures,
        findings,
    )


def _start(mortal: Mortal) -> None:
    mortal.live()
    limit_s = time.monotonic() + START_LIMIT_S
    while not mortal.is_ready:
        if mortal.line is None or time.monotonic() > limit_s:
            raise KioskError(
                "bench-start",
                f"A process of the bench did not start: {mortal.failures}.",
                "Put that right, then run the bench again.",
            )
        wait_for([mortal], limit_s)


def _kill_at_random(plan: Plan, server: Mortal, booths: Sequence[Mortal]) -> None:
    """Let all live and die until everybody has died often enough."""
    while sum(len(m.failures) for m in (server, *booths)) < MOST_FAILURES:
        doomed = _doomed(plan, server, booths)
        if not doomed:
            return
        for mortal in (server, *booths):
            if mortal.line is None:
                mortal.live()
        wait_for([server, *booths], min(mortal.end_at_s for mortal in doomed))
        for mortal in doomed:
            if mortal.end_at_s <= time.monotonic():
                mortal.kill()


def _doomed(plan: Plan, server: Mortal, booths: Sequence[Mortal]) -> list[Mortal]:
    """Return whose turn it is: neither kind gets far ahead, so that both die until the end."""
    booths_done = Kills.of(booths).total / plan.kills if plan.kills else 1.0
    server_done = server.kills / plan.server_kills if plan.server_kills else 1.0
    doomed = [*booths] if booths_done < min(1.0, server_done + AHEAD_SHARE) else []
    return [*doomed, server] if server_done < min(1.0, booths_done + AHEAD_SHARE) else doomed


class _DaysLater(SystemClock):
    """When everything of now is old enough to be swept."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=2)


def _compared(posts: Sequence[Post], told: Sequence[Told], central: Central, data: Path) -> Findings:
    """Let every booth deliver what it still has, then compare."""
    stores = [open_store(post, SystemClock()) for post in posts]
    try:
        credentials = [Credentials.kept(store.secrets) for store in stores]
        for store, known in zip(stores, credentials, strict=True):
            assert known is not None
            _drain(store, known)
        # What a kill left half-written is young, and stays until it is old enough to belong to nobody.
        sweep(replace(central, clock=_DaysLater()))
        rows = rows_on(central)
        found = of_server(central, data, rows)
        for heard, store, known in zip(told, stores, credentials, strict=True):
            assert known is not None
            found += of_booth(heard, store, known.keys(), rows)
        return found
    finally:
        for store in stores:
            store.close()


def _drain(store: Store, credentials: Credentials) -> None:
    """Deliver all, for as long as it goes on."""
    settings = hurried()
    clients = [CentralClient(credentials, settings) for _ in range(settings.lanes)]
    courier = Courier(
        store, clients, settings, SystemClock(), Random().random, lambda id_, receipt: None, lambda: False
    )
    unsent = (Delivery.QUEUED, Delivery.SENDING, Delivery.WITHDRAWN)
    left = sum(store.counts()[state] for state in unsent)
    limit_s = time.monotonic() + STANDSTILL_S
    while left and time.monotonic() < limit_s:
        time.sleep(min(courier.step(), 0.2))
        now_left = sum(store.counts()[state] for state in unsent)
        if now_left < left:
            left, limit_s = now_left, time.monotonic() + STANDSTILL_S


def _free_port(random: Random) -> int:
    while True:
        port = random.choice(PORTS)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
