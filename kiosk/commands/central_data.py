"""The central server's folder, opened for one command while the server may be running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the server's packages are optional and slow to import
    from kiosk.central.central import Central


@contextmanager
def opened(data: Path) -> Iterator[Central]:
    """Open the folder and close it again.

    Raises
    ------
    KioskError
        ``central-not-set-up``.
    """
    from kiosk.central.central import open_central
    from kiosk.central.settings import load_central_settings
    from kiosk.clock import SystemClock

    central = open_central(data, load_central_settings(), SystemClock())
    try:
        yield central
    finally:
        central.close()
