"""One server process: the application on a listening socket until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from kiosk.central.app import create_app
from kiosk.central.central import Central, open_central
from kiosk.central.settings import CentralSettings
from kiosk.clock import SystemClock

GRACE_S = 5
"""Calls in progress are finished within this time."""


@dataclass(frozen=True)
class Serving:
    """What a server process has to know; ``tls_cert`` and ``tls_key`` come together or not at all."""

    data: Path
    settings: CentralSettings
    rehearsal: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None

    def open(self) -> Central:
        """Open its data; to be closed."""
        return replace(open_central(self.data, self.settings, SystemClock()), rehearsal=self.rehearsal)


class Server(uvicorn.Server):
    """A server that says when it takes calls; ``should_exit`` ends it."""

    def __init__(self, serving: Serving, central: Central, when_ready: Callable[[], None]) -> None:
        # They bring image libraries along; who only watches over server processes needs none of them.
        from kiosk.services.reading import texts_in
        from kiosk.services.reviewing import PhotoPictures

        self._when_ready = when_ready
        super().__init__(
            uvicorn.Config(
                create_app(central, review_pictures=PhotoPictures(), read_codes=texts_in),
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=GRACE_S,
                server_header=False,
                ssl_certfile=serving.tls_cert,
                ssl_keyfile=serving.tls_key,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()

    def stop(self, *_: object) -> None:
        """Finish what is under way, then end; as a signal's handler too."""
        self.should_exit = True
