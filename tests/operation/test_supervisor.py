"""The supervisor, with real processes: what dies or hangs is started again, what is closed is left alone."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.operation.exits import Exit, Next, what_next
from kiosk.operation.supervisor import (
    ALIVE_WITHIN_S,
    FIRST_PAUSE_S,
    LATER_S,
    LEAVE_WITHIN_S,
    LONGEST_PAUSE_S,
    Phase,
    Supervisor,
    pause_s,
)
from tests.leftovers import ExpectLog

LIVING = (
    "import os, signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: os._exit(143))\n"
    "sys.stdout.write('noise of a library\\n' + 'READY=1\\n')\n"
    "sys.stdout.flush()\n"
    "open(sys.argv[1], 'a').write(f'{os.getpid()}\\n')\n"
    "time.sleep(60)\n"
)
LOG = "kiosk.operation.supervisor"


class Booth:
    """A supervisor over a small process, on a clock that the test can put forward."""

    def __init__(self, folder: Path, program: str) -> None:
        self.jumped_s = 0.0
        self._pids = folder / "pids"
        self.supervisor = Supervisor(
            [sys.executable, "-S", "-c", program, str(self._pids)], os.environ, self.monotonic
        )

    def monotonic(self) -> float:
        return time.monotonic() + self.jumped_s

    @property
    def pids(self) -> list[int]:
        return [int(line) for line in self._pids.read_text().split()] if self._pids.exists() else []

    def until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + 10.0
        while not done():
            self.supervisor.step()
            assert time.monotonic() < end, self.supervisor.phase
            time.sleep(0.005)

    def runs(self, times: int) -> bool:
        return len(self.pids) == times and self.supervisor.phase is Phase.RUNNING


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Booth]:
    booth = Booth(tmp_path, LIVING)
    booth.until(lambda: booth.runs(1))
    yield booth
    booth.supervisor.close()


def test_a_killed_booth_is_there_again_and_closes_in_order(living: Booth, expect_log: ExpectLog) -> None:
    expect_log(LOG, "ended with -9")
    os.kill(living.pids[0], signal.SIGKILL)
    living.until(lambda: living.supervisor.phase is Phase.PAUSING)
    living.until(lambda: living.runs(2))
    assert living.supervisor.restarts == 1
    living.supervisor.leave()
    living.until(lambda: living.supervisor.phase is Phase.ENDED)
    assert living.supervisor.exit_code == 143


def test_who_does_not_leave_when_told_is_ended_though_it_lives(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(LOG, "does not end when told to")
    deaf = LIVING.replace("lambda *_: os._exit(143)", "signal.SIG_IGN").replace(
        "time.sleep(60)", "[(time.sleep(0.02), print('WATCHDOG=1', flush=True)) for _ in range(3000)]"
    )
    booth = Booth(tmp_path, deaf)
    booth.until(lambda: booth.runs(1))
    booth.supervisor.leave()
    booth.jumped_s += LEAVE_WITHIN_S - 5.0
    assert booth.supervisor.step() is not Phase.ENDED
    booth.jumped_s += 5.1
    time.sleep(0.1)  # another sign of life
    assert booth.supervisor.step() is Phase.ENDED
    assert booth.supervisor.exit_code == Exit.STALE


def test_a_frozen_booth_is_ended_and_started_again(living: Booth, expect_log: ExpectLog) -> None:
    expect_log(LOG, "no sign of life")
    expect_log(LOG, "ended with 70")
    os.kill(living.pids[0], signal.SIGSTOP)
    assert living.supervisor.step() is Phase.RUNNING
    living.jumped_s += ALIVE_WITHIN_S + 0.1
    assert living.supervisor.step() is Phase.PAUSING
    living.until(lambda: living.runs(2))


def test_what_fails_at_every_start_asks_for_staff_and_tries_ever_more_slowly(
    tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log(LOG, "ended with 1")
    booth = Booth(tmp_path, "raise SystemExit(1)")
    phases = []
    for restarts in range(1, 5):
        booth.until(lambda: booth.supervisor.restarts == restarts)  # noqa: B023
        phases.append(booth.supervisor.phase)
        booth.jumped_s += pause_s(restarts)
    booth.supervisor.close()
    assert phases == [Phase.PAUSING, Phase.PAUSING, Phase.FAILING, Phase.FAILING]


def test_what_a_person_must_mend_is_said_and_tried_again_later(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(LOG, "ended with 2")
    booth = Booth(tmp_path, "raise SystemExit(2)")
    booth.until(lambda: booth.supervisor.phase is Phase.FAILING)
    booth.jumped_s += LATER_S - 1.0
    booth.supervisor.step()
    assert booth.supervisor.restarts == 1
    booth.jumped_s += 1.0
    booth.until(lambda: booth.supervisor.restarts == 2)
    booth.supervisor.close()


def test_a_program_that_is_not_there_is_tried_ever_more_slowly(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(LOG, "cannot be started")
    now = 0.0
    supervisor = Supervisor([str(tmp_path / "absent")], {}, lambda: now)
    tries = []
    for step in range(200):
        now = 0.1 * step
        before = supervisor.restarts
        supervisor.step()
        if supervisor.restarts > before:
            tries.append(now)
    pauses = [pause_s(failures) for failures in range(1, len(tries))]
    assert len(tries) == 6
    assert [b - a for a, b in itertools.pairwise(tries)] == pytest.approx(pauses, abs=0.11)
    assert supervisor.phase is Phase.FAILING
    supervisor.close()


def test_a_booth_that_staff_closed_stays_closed(tmp_path: Path) -> None:
    booth = Booth(tmp_path, "raise SystemExit(0)")
    booth.until(lambda: booth.supervisor.phase is Phase.ENDED)
    assert booth.supervisor.exit_code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_a_booth_started_ends_with_it(tmp_path: Path, expect_log: ExpectLog) -> None:
    """The child of the child would keep the camera, and the pipe."""
    expect_log(LOG, "ended with -9")
    program = (
        "import os, sys, time\n"
        "child = os.fork()\n"
        "open(sys.argv[1], 'a').write(f'{os.getpid()} {child}\\n') if child else None\n"
        "sys.stdout.write('READY=1\\n') if child else None\n"
        "sys.stdout.flush()\n"
        "time.sleep(60)\n"
    )
    booth = Booth(tmp_path, program)
    booth.until(lambda: booth.runs(2))
    process, child = booth.pids
    os.kill(process, signal.SIGKILL)
    booth.until(lambda: booth.supervisor.restarts == 1)
    assert not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes(), (
        "neither gone nor waiting to be reaped by whoever inherited it"
    )
    booth.supervisor.close()


def test_pauses_grow_to_a_limit() -> None:
    assert [pause_s(n) for n in (1, 2, 3)] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert pause_s(100) == LONGEST_PAUSE_S


@pytest.mark.parametrize(
    ("code", "following"),
    [
        (0, Next.LEAVE), (143, Next.LEAVE), (130, Next.LEAVE), (2, Next.RESTART_LATER), (1, Next.RESTART),
        (-9, Next.RESTART), (-11, Next.RESTART), (Exit.STALE, Next.RESTART), (Exit.ORPHANED, Next.RESTART),
    ],
)  # fmt: skip
def test_exit_codes_say_what_is_next(code: int, following: Next) -> None:
    assert what_next(code) is following
