"""The API's description as it is committed beside this module."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from kiosk.central.app import create_app
from kiosk.central.central import open_central, set_up
from kiosk.central.settings import load_central_settings
from kiosk.clock import SystemClock

COMMITTED = Path(__file__).parent / "openapi.json"


def describe() -> str:
    """Return the OpenAPI document of the code, as the committed file should be."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_central_settings(), database="", blobs="")
        set_up(Path(folder), settings)
        central = open_central(Path(folder), settings, SystemClock())
        try:
            return json.dumps(create_app(central).openapi(), indent=1, sort_keys=True) + "\n"
        finally:
            central.close()
