"""Processes that are killed at any instant and started again, and what they had said until then."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from random import Random
from typing import Any

EARLY_SHARE = 0.25
"""Share of the kills that fall into the start itself; the others come after it."""
START_LIMIT_S = 60.0
_CHUNK_BYTES = 65_536
_STDOUT, _STDERR = 1, 2

PRELOADED = ("kiosk.bench.crash_booth", "kiosk.bench.crash_server")
"""Imported once in the process that forks all others: a start then begins where the data are opened."""


class Mortal:
    """A process that lives again after every death.

    Parameters
    ----------
    target, arguments
        What the process runs; both must be picklable. What it prints comes to ``hear``.
    ready
        Beginning of the line by which it says that it has started.
    hear
        Called with every whole line; one that a kill cut short was not said.
    errors
        File to which its standard error is added.
    life_s
        Longest time between its start and its end.
    """

    def __init__(
        self,
        target: Callable[..., None],
        arguments: Sequence[Any],
        ready: str,
        hear: Callable[[str], None],
        errors: Path,
        life_s: float,
        random: Random,
    ) -> None:
        self._target, self._arguments, self._ready, self._hear = target, arguments, ready, hear
        self.errors, self._life_s, self._random = errors, life_s, random
        self._process: Any = None
        self._line: Connection | None = None
        self._rest = b""
        self._usual_start_s = 0.1
        self._began_s = 0.0
        self._to_be_killed = False
        self.end_at_s = float("inf")
        """When it has to die, on the monotonic clock."""
        self.is_ready = False
        self.kills = self.early_kills = 0
        self.failures: list[str] = []
        """Ends that nobody caused, and starts that never ended."""

    @property
    def line(self) -> Connection | None:
        """The end of its output to wait for; None while it is dead."""
        return self._line

    def live(self) -> None:
        """Start it, to be killed at an instant drawn now or when it is ready."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOADED))
        self._line, theirs = context.Pipe(duplex=True)
        words = (self._target, tuple(self._arguments), theirs, self.errors)
        self._process = context.Process(target=_live, args=words, daemon=True)
        self._process.start()
        theirs.close()
        self._rest, self.is_ready = b"", False
        self._began_s = time.monotonic()
        early = self._random.random() < EARLY_SHARE
        limit_s = self._random.uniform(0.0, self._usual_start_s) if early else START_LIMIT_S
        self.end_at_s = self._began_s + limit_s
        self._to_be_killed = early

    def listen(self) -> None:
        """Take in what it has printed; an end that nobody caused is a failure."""
        assert self._line is not None
        chunk = os.read(self._line.fileno(), _CHUNK_BYTES)
        if not chunk:
            self._bury()
            return
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            text = line.decode("utf-8")
            if not self.is_ready and text.startswith(self._ready):
                self.is_ready = True
                self._usual_start_s = 0.5 * (self._usual_start_s + time.monotonic() - self._began_s)
                self.end_at_s = time.monotonic() + self._random.uniform(0.0, self._life_s)
                self._to_be_killed = True
            self._hear(text)

    def kill(self) -> None:
        """End it at once and hear what it had said; safe to call twice."""
        if self._process is None:
            return
        if not self._to_be_killed:
            self.failures.append(f"not ready within {START_LIMIT_S:.0f} s")
        self.kills += 1
        self.early_kills += not self.is_ready
        self._process.kill()
        while self._process is not None:
            self.listen()

    def _bury(self) -> None:
        assert self._line is not None
        self._process.join()
        if self._process.exitcode != -signal.SIGKILL:
            said = self.errors.read_text("utf-8", "replace").strip().rpartition("\n")[2]
            self.failures.append(f"ended by itself with {self._process.exitcode}: {said}")
        self._process.close()
        self._line.close()
        self._process = self._line = None
        self.end_at_s = float("inf")


def wait_for(mortals: Sequence[Mortal], until_s: float) -> None:
    """Listen to whoever prints, until somebody does or the monotonic clock shows ``until_s``."""
    lines = {mortal.line: mortal for mortal in mortals if mortal.line is not None}
    for line in wait(list(lines), max(0.0, until_s - time.monotonic())):
        assert isinstance(line, Connection)
        lines[line].listen()


def say(*words: str) -> None:
    """Print a line in one system call, so that a kill leaves it whole or unsaid."""
    os.write(_STDOUT, (" ".join(words) + "\n").encode("utf-8"))


def _live(
    target: Callable[..., None], arguments: tuple[Any, ...], line: Connection, errors: Path
) -> None:  # pragma: no cover - runs in processes that are killed
    os.dup2(line.fileno(), _STDOUT)
    descriptor = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, _STDERR)
    threading.Thread(target=_end_with_parent, args=(line,), name="parent", daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        target(*arguments)
    sys.stdout.flush()


def _end_with_parent(line: Connection) -> None:
    """Nothing is ever sent to the process: something to read means that who started it is gone."""
    wait([line])
    os._exit(3)
