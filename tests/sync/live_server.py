"""The central server on a thread of the test, with a clock of the test's and over real HTTP."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from pathlib import Path
from types import TracebackType

import uvicorn

from kiosk.central.app import create_app
from kiosk.central.central import Central, open_central
from kiosk.central.settings import load_central_settings
from kiosk.central.sweeping import sweep
from kiosk.clock import Clock

START_LIMIT_S = 20.0


class LiveServer:
    """A server on a folder that was set up; ``url`` keeps its port over :meth:`restart`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self._clock, self._port = folder, clock, 0
        self.central: Central
        self.url = ""

    def __enter__(self) -> LiveServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Do what ``kiosk central serve`` does."""
        self.central = open_central(self.folder, load_central_settings(), self._clock)
        sweep(self.central)
        config = uvicorn.Config(create_app(self.central), log_level="critical", access_log=False)
        self._server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="central")
        self._thread.start()
        limit_s = time.monotonic() + START_LIMIT_S
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < limit_s, "the server did not start in time"
            time.sleep(0.005)

    def stop(self) -> None:
        """End it without a last word to whoever is connected."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self.central.close()

    def restart(self) -> None:
        self.stop()
        self.start()

    def back_up(self, to: Path) -> None:
        """Copy everything, as a backup at night does; the server must not be writing."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)

    def restore(self, backup: Path) -> None:
        """Become what the backup is, as if the rest had never come."""
        self.stop()
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        self.start()
