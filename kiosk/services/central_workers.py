"""Several server processes behind one listening socket, watched: one that dies is replaced."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import socket
import threading
import time
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from kiosk.errors import KioskError
from kiosk.hardening import harden_process
from kiosk.services.central_server import GRACE_S, Server, Serving

log = logging.getLogger(__name__)

READY = "ready"
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = GRACE_S + 5.0
PAUSE_S, LONGEST_PAUSE_S = 0.2, 30.0
"""Before a worker is replaced, doubled as long as its successors die young; the most."""
YOUNG_S = 10.0


class Workers:
    """``count`` processes that share ``listener``; :meth:`run` keeps them going until :meth:`stop`.

    Each is told to stop by the end of its own pipe, which also comes when this process dies without a
    word: no worker outlives it.
    """

    def __init__(self, serving: Serving, listener: socket.socket, count: int) -> None:
        self._serving, self._listener = serving, listener
        # A fresh interpreter each: neither threads nor connections are carried over.
        self._context = multiprocessing.get_context("spawn")
        self._woken, self._wake = self._context.Pipe(duplex=False)
        self._workers = [_Slot() for _ in range(count)]

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers that run."""
        alive = (slot.process for slot in self._workers if slot.process is not None)
        return [process.pid for process in alive if process.pid is not None and process.is_alive()]

    def start(self) -> None:
        """Start them all and wait until each takes calls.

        Raises
        ------
        KioskError
            ``central-worker`` when one does not come up; the others are stopped.
        """
        for slot in self._workers:
            self._launch(slot)
        end = time.monotonic() + START_TIMEOUT_S
        for slot in self._workers:
            assert slot.control is not None
            try:
                up = slot.control.poll(end - time.monotonic()) and slot.control.recv() == READY
            except EOFError:
                up = False
            if not up:
                self._end()
                raise KioskError(
                    "central-worker",
                    "A process of the server did not come up.",
                    "Look at what it said above, put that right and start again.",
                )

    def run(self) -> None:
        """Replace whoever dies until :meth:`stop` is called, then let all finish."""
        try:
            while not self._woken.poll():
                self._step()
        finally:
            self._end()

    def stop(self, *_: object) -> None:
        """End :meth:`run`; from any thread, or as a signal's handler."""
        with contextlib.suppress(OSError):  # it has ended already
            self._wake.send(None)

    def _step(self) -> None:
        """Replace who is due, then wait until something happens."""
        now_s = time.monotonic()
        for slot in self._workers:
            if slot.process is None and now_s >= slot.due_s:
                self._launch(slot)
        pauses = [slot.due_s - now_s for slot in self._workers if slot.process is None]
        sentinels = [slot.process.sentinel for slot in self._workers if slot.process is not None]
        wait([self._woken, *sentinels], max(min(pauses), 0.0) if pauses else None)
        for slot in self._workers:
            if slot.process is not None and not slot.process.is_alive():
                slot.ended()

    def _launch(self, slot: _Slot) -> None:
        control, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(self._serving, self._listener, theirs), name="kiosk-central-worker"
        )
        process.start()
        theirs.close()
        slot.process, slot.control, slot.started_s = process, control, time.monotonic()

    def _end(self) -> None:
        for slot in self._workers:
            if slot.control is not None:
                slot.control.close()
        end = time.monotonic() + STOP_TIMEOUT_S
        for slot in self._workers:
            if slot.process is not None:
                slot.process.join(max(end - time.monotonic(), 0.0))
                if slot.process.is_alive():
                    slot.process.kill()
                    slot.process.join()
                slot.process.close()
                slot.process = None
        for pipe in (self._woken, self._wake):
            pipe.close()


class _Slot:
    """One place for a worker, and how those before fared."""

    def __init__(self) -> None:
        self.process: BaseProcess | None = None
        self.control: Connection | None = None
        self.started_s = self.due_s = 0.0
        self._pause_s = PAUSE_S

    def ended(self) -> None:
        """Clear up after a worker that died and note when its successor is due."""
        assert self.process is not None and self.control is not None
        now_s = time.monotonic()
        young = now_s - self.started_s < YOUNG_S
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S) if young else PAUSE_S
        self.due_s = now_s + self._pause_s
        log.error("a server process ended with code %s and is replaced", self.process.exitcode)
        self.control.close()
        self.process.close()
        self.process = self.control = None


def _work(serving: Serving, listener: socket.socket, control: Connection) -> None:
    """Be one worker."""
    harden_process()  # a fresh interpreter inherits the limit of cores, but may be read and attached to
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C goes to all; the parent sees to it
    central = serving.open()
    try:
        server = Server(serving, central, lambda: control.send(READY))
        signal.signal(signal.SIGTERM, server.stop)
        threading.Thread(target=_stop_at_end, args=(control, server), name="parent", daemon=True).start()
        server.run(sockets=[listener])
    finally:
        central.close()


def _stop_at_end(control: Connection, server: Server) -> None:
    try:
        control.recv()
    except (EOFError, OSError):
        server.stop()
