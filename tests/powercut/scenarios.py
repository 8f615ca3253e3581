"""What is recorded and judged: days of a booth, faults of its disk, and defences taken out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.powercut.booth import STORE, BoothPromises
from tests.powercut.mutate import Mutation, calls_of, find
from tests.powercut.replay import Promises, Report, replay
from tests.powercut.server import DATA, ServerPromises
from tests.powercut.trace import record

DURABLE = "kiosk/durable.py"
SQLITE = "kiosk/sqlite.py"
JOURNAL = 'return ("WAL", "FULL") if version >= WAL_SAFE_FROM else ("TRUNCATE", "EXTRA")'
"""How :mod:`kiosk.sqlite` says how an SQLite journals."""


@dataclass(frozen=True)
class Scenario:
    """One recording; ``inject`` are faults as ``strace`` takes them."""

    name: str
    day: str
    inject: tuple[str, ...] = ()
    mutation: Mutation | None = None
    module: str = "tests.powercut.writer"
    below: str = STORE
    promises: Callable[[], Promises] = BoothPromises


@dataclass(frozen=True)
class Outcome:
    """What the replay found, and whether the recorded program came to its end."""

    report: Report
    finished: bool

    @property
    def noticed(self) -> bool:
        """Whether anything was wrong at all."""
        return bool(self.report.problems) or not self.finished


def run(scenario: Scenario, torn: int = 0, stop_at_first: bool = False) -> Outcome:
    """Record a scenario and cut the power at every point of it."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "disk"
        root.mkdir()
        words = [sys.executable, "-m", scenario.module, scenario.day, str(root / scenario.below)]
        if scenario.mutation is not None:
            words.append(scenario.mutation.as_argument())
        recording = record(words, Path(name) / "trace", scenario.inject)
        report = replay(recording.calls, str(root), scenario.promises(), torn, stop_at_first)
        return Outcome(report, recording.returncode == 0)


def _journal(pair: str) -> Mutation:
    return find(SQLITE, JOURNAL, f"return {pair}")


def _failing(call: str, first: int, step: int) -> Scenario:
    """The syncs are those of a fresh log's header, of a save, of a receipt, and of bringing the log in; the
    writes those of the first start, of a save, of a receipt, and of bringing the log in."""
    error = "EIO" if "sync" in call else "ENOSPC"
    return Scenario(
        f"{call}: {error} at number {first} and every {step}th after", "bad",
        (f"{call}:error={error}:when={first}+{step}",),
    )  # fmt: skip


SERVER = Scenario(
    "a central server: enrol, receive four, erase one", "busy", module="tests.powercut.server_writer",
    below=DATA, promises=ServerPromises,
)  # fmt: skip
SCENARIOS: tuple[Scenario, ...] = (
    Scenario("a day: save, send, accept, withdraw, purge, restart", "good"),
    Scenario("the same as SQLites before 3.51.3 journal", "good", mutation=_journal('("TRUNCATE", "EXTRA")')),
    Scenario("a database of the version before", "upgraded"),
    Scenario("a database found unreadable", "damaged"),
    Scenario("nothing to be read of a database", "lost"),
    SERVER,
    *(_failing("fsync,fdatasync", first, step) for first, step in ((31, 17), (37, 23), (39, 29), (47, 31))),
    *(_failing("write,pwrite64", first, step) for first, step in ((50, 83), (85, 41), (92, 37), (108, 43))),
)  # fmt: skip

# Not among them: the sync after a damaged database was set aside. Before the next commit, which syncs
# that folder anyway, nothing is promised; it orders the names on file systems that do not.
MUTATIONS: tuple[Scenario, ...] = (
    *(
        Scenario(
            f"without {m.old} at {m.file}:{m.line}"[-58:], "good" if file == DURABLE else "lost", mutation=m
        )
        for file in (DURABLE, "kiosk/store/startup.py")
        for m in calls_of(file, ("os.fsync", "sync_directory", "make_directory", "write_durably"))
        if "path.parent" not in m.old or file == DURABLE
    ),
    Scenario(
        "the copy from before an upgrade not synced", "upgraded",
        mutation=find(
            "kiosk/store/schema.py", "source.backup(copy",
            'copy.execute("PRAGMA synchronous = OFF").close() or source.backup(copy',
        ),
    ),
    *(
        Scenario(f"SQLite with {pair}", "good", mutation=_journal(pair))
        for pair in ('("WAL", "NORMAL")', '("TRUNCATE", "NORMAL")', '("DELETE", "FULL")')
    ),
    *(
        replace(SERVER, name=f"server without {m.old} at {m.file}:{m.line}"[:58], mutation=m)
        for m in (
            *calls_of(DURABLE, ("os.fsync",)),
            *calls_of("kiosk/central/blobs.py", ("sync_directory",)),
            _journal('("WAL", "NORMAL")'),
        )
        if m.line < 40 or m.file != DURABLE
    ),
    Scenario(
        "the file of a failed save always destroyed", "bad", ("fsync,fdatasync:error=EIO:when=37+17",),
        find("kiosk/store/store.py", "if not schema.outcome_unknown(error):", "if True:"),
    ),
)  # fmt: skip
