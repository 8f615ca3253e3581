"""The central server as a process of its own, for rehearsals and tests."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kiosk.errors import KioskError

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0

STOP_WITH_STDIN = "KIOSK_STOP_WITH_STDIN"
"""Environment variable: the server stops when its input ends, so it does not outlive who started it."""


@dataclass(frozen=True)
class FirstStart:
    """What the first start tells once: a staff log-in for the page and a code to enrol one booth."""

    staff: str
    password: str
    enrolment_code: str


class CentralProcess:
    """A running ``kiosk central serve``; made by :meth:`start`, a context manager that stops it.

    ``data`` is its folder; ``url`` keeps its port over :meth:`restart`; ``first`` is None when the
    folder was set up before.
    """

    def __init__(self, data: Path, host: str, port: int, rehearsal: bool, processes: int) -> None:
        self.data, self._host, self._port, self._rehearsal = data, host, port, rehearsal
        self._processes = processes
        self._process: subprocess.Popen[bytes] | None = None
        self.first: FirstStart | None = None
        self.url = ""

    @classmethod
    def start(
        cls,
        data: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        rehearsal: bool = False,
        processes: int = 1,
    ) -> CentralProcess:
        """Start a server on ``data``, setting the folder up the first time; port 0 takes a free one.

        Parameters
        ----------
        rehearsal
            Whether administrators log in from this machine without a second factor.
        processes
            How many share the port.

        Raises
        ------
        KioskError
            ``central-failed`` with the reason the server gave.
        """
        server = cls(data, host, port, rehearsal, processes)
        server._launch()
        return server

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id; None when it was stopped."""
        return None if self._process is None else self._process.pid

    @property
    def command(self) -> str:
        """The command line that starts this server again by hand."""
        return shlex.join(self._words())

    def _words(self) -> list[str]:
        words = [sys.executable, "-m", "kiosk", "central", "serve", "--json", "--init"]
        words += ["--rehearsal"] if self._rehearsal else []
        words += ["--processes", str(self._processes)] if self._processes > 1 else []
        return [*words, "--data", str(self.data), "--host", self._host, "--port", str(self._port)]

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._close_input()

    def restart(self) -> None:
        """Start it again on the same folder and port; ends the old process first if it still runs."""
        self.stop()
        self._launch()

    def stop(self) -> None:
        """Let it finish what it is doing, then end it; safe to call twice."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._close_input()
        self._process = None

    def _close_input(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def __enter__(self) -> CentralProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _launch(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "server.log").open("ab") as log:
            start = log.tell() or (self.data / "server.log").stat().st_size
            # A terminal's Ctrl-C is for whoever started us; we stop the server ourselves.
            process = subprocess.Popen(
                self._words(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, STOP_WITH_STDIN: "1"},
                start_new_session=True,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        line = b""
        try:
            with process.stdout as output:
                line = _first_line(process, output.readline)
        finally:
            if not line:  # also when whoever waits is told to stop: nobody else knows of the process yet
                process.kill()
                process.wait()
                process.stdin.close()
        if not line:
            said = (self.data / "server.log").read_bytes()[start:].decode("utf-8", "replace").strip()
            raise KioskError(
                "central-failed",
                f"The central server did not start: {said or 'it gave no reason'}.",
                "Put that right, then start it again.",
            )
        told = json.loads(line)
        self._process, self.url, self._port = process, told["url"], told["port"]
        if told["staff"] is not None:
            self.first = FirstStart(told["staff"], told["password"], told["enrolment_code"])


def _first_line(process: subprocess.Popen[bytes], readline: object) -> bytes:
    """Wait for the line that says it serves; a server that hangs is killed, which ends the wait."""
    assert callable(readline)
    timer = threading.Timer(START_TIMEOUT_S, process.kill)
    timer.start()
    try:
        with contextlib.suppress(OSError):
            return bytes(readline())
        return b""
    finally:
        timer.cancel()
        timer.join()
