"""The central server as the bench starts it: the command itself, in a process that is killed."""

from __future__ import annotations

from pathlib import Path

# The command imports these only when it serves; here they are loaded before the first fork.
import uvicorn  # noqa: F401

import kiosk.central.app
import kiosk.services.reading
import kiosk.services.reviewing  # noqa: F401
from kiosk.cli import main

READY = '{"event": "serving"'


def run(data: Path, port: int) -> None:
    """Run ``kiosk central serve`` until it is told to stop."""
    raise SystemExit(main(["central", "serve", "--init", "--json", "--data", str(data), "--port", str(port)]))
