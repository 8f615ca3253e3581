"""``python -m tests.central.open_server FOLDER``: the real central server with room for many calls a minute.

Everything else is as ``kiosk central serve`` runs it; it stops when its input ends.
"""

from __future__ import annotations

import socket
import sys
import threading
from dataclasses import replace
from pathlib import Path

import uvicorn

from kiosk.central.app import create_app
from kiosk.central.central import Central, open_central
from kiosk.central.settings import CentralSettings, load_central_settings
from kiosk.clock import SystemClock
from kiosk.services.reading import texts_in
from kiosk.services.reviewing import PhotoPictures

OFTEN = 100_000


def unhurried() -> CentralSettings:
    """Return the shipped settings without what slows a caller down: those limits have tests of their own."""
    shipped = load_central_settings()
    return replace(
        shipped,
        resolves_per_minute=OFTEN,
        logins_per_minute=OFTEN,
        handoffs_per_minute=OFTEN,
        staff=replace(shipped.staff, lockout_after=OFTEN),
    )


def serve(central: Central) -> int:
    """Serve on a free port, which is printed, until the input ends; closes ``central``."""
    app = create_app(central, review_pictures=PhotoPictures(), read_codes=texts_in)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))

    def stop_with_input() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True

    threading.Thread(target=stop_with_input, daemon=True).start()
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sys.stdout.write(f"{listener.getsockname()[1]}\n")
            sys.stdout.flush()
            server.run(sockets=[listener])
    finally:
        central.close()
    return 0


def main() -> int:
    return serve(open_central(Path(sys.argv[1]), unhurried(), SystemClock()))


if __name__ == "__main__":
    raise SystemExit(main())
