"""The supervisor: runs the booth as a process of its own, ends it when it hangs, starts it again.

The screen of the process above shows a page meanwhile (:mod:`ui.standby`): nobody ever sees a desktop.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import IO

from kiosk.operation.exits import Exit, Next, what_next
from kiosk.operation.telling import ALIVE, PIPE_VARIABLE, READY

log = logging.getLogger(__name__)

START_WITHIN_S = 120.0
"""From the start to the first sign of life; a cold disk takes half a minute."""
ALIVE_WITHIN_S = 5.0
"""Signs come every second; a process that was stopped or holds its interpreter gives none."""
STEADY_S = 10.0
"""Whoever was ready for so long is not failing at every start: the next pause is the shortest again. It is
longer than a part that hangs from the first frame on takes to be noticed."""
LATER_S = 15.0
"""Pause before another try when somebody has to put something right first."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
QUICK_FAILURES = 3
"""After so many failures one after another staff are asked for: restarting alone does not help."""
DRAIN_WITHIN_S = 1.0
"""For the end of the pipe, once its holders were killed."""
LEAVE_WITHIN_S = 75.0
"""What express mode still has in hand is finished first (see :mod:`kiosk.services.kiosk`)."""


class Phase(Enum):
    """What the booth's process does, as far as its supervisor knows."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSING = "pausing"
    """It ended; it is started again in a moment."""
    FAILING = "failing"
    """The same, but it has ended too often, or said that somebody is needed."""
    ENDED = "ended"


def pause_s(failures: int) -> float:
    """Return how long to wait after so many failures one after another (≥ 1), s."""
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10))


class Supervisor:
    """Owns the booth's process; one thread calls :meth:`step` several times a second.

    Parameters
    ----------
    command
        Starts the booth; its standard output is the pipe of :mod:`kiosk.operation.telling`.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = list(command)
        self._environ = {k: v for k, v in environ.items() if k != "NOTIFY_SOCKET"} | {PIPE_VARIABLE: "1"}
        self._monotonic = monotonic
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._heard_at = self._started_at = self._start_at = monotonic()
        self._ready_at: float | None = None
        self._left_at: float | None = None
        self._ready = False
        self._failures = 0
        self.phase = Phase.PAUSING
        self.exit_code = int(Exit.CLOSED)
        """How the booth ended, once the phase is ``ENDED``."""
        self.restarts = 0

    def step(self) -> Phase:
        """Do what is to be done now; returns at once."""
        now = self._monotonic()
        if self.phase is Phase.ENDED:
            return self.phase
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
            return self.phase
        code = self._process.poll()
        if code is not None:
            self._ended(code, now)
        elif now - self._due_from() > self._patience_s():
            late = "gives no sign of life" if self._left_at is None else "does not end when told to"
            log.error("the booth %s: it is ended", late)
            self._kill()
            self._ended(int(Exit.STALE), now)
        elif self._ready and self._left_at is None:
            self.phase = Phase.RUNNING
        return self.phase

    def leave(self) -> None:
        """Ask the booth to end in order; further steps wait for it."""
        self._left_at = self._monotonic()
        if self._process is None:
            self.phase = Phase.ENDED
        else:
            with contextlib.suppress(OSError):
                self._process.terminate()

    def close(self) -> None:
        """End the process now, if it is still there."""
        if self._process is not None:
            self._kill()
            self._forget()
        self.phase = Phase.ENDED

    def _due_from(self) -> float:
        """Return since when it is waited for: who was told to leave is not excused by signs of life."""
        if self._left_at is not None:
            return self._left_at
        return self._heard_at if self._ready else self._started_at

    def _patience_s(self) -> float:
        if self._left_at is not None:
            return LEAVE_WITHIN_S
        return ALIVE_WITHIN_S if self._ready else START_WITHIN_S

    def _start(self, now: float) -> None:
        self._ready, self._ready_at = False, None
        self._started_at = self._heard_at = now
        try:
            self._process = subprocess.Popen(
                self._command,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                start_new_session=sys.platform != "win32",  # so that what it started can be ended with it
            )
        except OSError as error:  # no memory or no process left, the program gone or just being replaced
            log.error("the booth cannot be started (errno %s)", error.errno)
            self._again(now, later=False)
            return
        assert self._process.stdout is not None
        self._reader = threading.Thread(
            target=self._listen, args=(self._process.stdout,), name="signs", daemon=True
        )
        self._reader.start()
        if self.phase is not Phase.FAILING:
            self.phase = Phase.STARTING

    def _listen(self, pipe: IO[bytes]) -> None:
        """Read until the last holder of the pipe is gone; anything but our words is noise of a library."""
        ready, alive = READY.encode("ascii"), ALIVE.encode("ascii")
        for line in iter(pipe.readline, b""):
            if line.strip() in (ready, alive):
                self._heard_at = self._monotonic()
                self._ready_at = self._ready_at or self._heard_at
                self._ready = True
        pipe.close()

    def _ended(self, code: int, now: float) -> None:
        self._kill()  # what it started may have outlived it
        self._forget()
        following = what_next(code)
        if self._left_at is not None or following is Next.LEAVE:
            self.phase, self.exit_code = Phase.ENDED, code
            return
        log.error("the booth ended with %d: it is started again", code)
        self._again(now, later=following is Next.RESTART_LATER)

    def _again(self, now: float, *, later: bool) -> None:
        """Note a failure and when the next try is due."""
        self.restarts += 1
        steady = self._ready_at is not None and now - self._ready_at >= STEADY_S
        self._failures = 1 if steady else self._failures + 1
        self._start_at = now + (LATER_S if later else pause_s(self._failures))
        self.phase = Phase.FAILING if later or self._failures >= QUICK_FAILURES else Phase.PAUSING

    def _kill(self) -> None:
        assert self._process is not None
        if sys.platform == "win32":
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(self._process.pid)], capture_output=True, check=False
            )
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _forget(self) -> None:
        """Join the reader: with every holder of the pipe gone it is at its end."""
        if self._reader is not None:
            self._reader.join(DRAIN_WITHIN_S)
        self._process = self._reader = None
