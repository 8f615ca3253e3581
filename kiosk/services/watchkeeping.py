"""Watching over a running booth: the warden's thread and the health file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from kiosk import __version__
from kiosk.clock import Clock
from kiosk.operation.health_file import FILE, HealthFile
from kiosk.operation.telling import find_teller, gap_s
from kiosk.operation.warden import Warden
from kiosk.services.kiosk import Kiosk
from kiosk.settings import Settings

TOLD = ("camera_fault", "camera_fps", "link", "queued", "blocked", "disk_free_mb")


def booth_facts(kiosk: Kiosk) -> dict[str, Any]:
    """Return how the booth is, as JSON data without anything about a person; any thread may ask."""
    health = kiosk.newest_health
    facts: dict[str, Any] = {
        "step": str(kiosk.state.step),
        "frames": kiosk.camera_frames,
        "judged": kiosk.judged,
    }
    if health is not None:
        facts |= {name: getattr(health, name) for name in TOLD} | {"backup": str(health.backup)}
    return facts


def booth_warden(settings: Settings, clock: Clock, booth: Callable[[], Kiosk | None]) -> Warden:
    """Return the warden of this process, who also keeps the health file; a context manager.

    Parameters
    ----------
    booth
        The running booth; None before there is one.
    """

    def facts() -> dict[str, Any]:
        kiosk = booth()
        return {} if kiosk is None else booth_facts(kiosk)

    file = HealthFile(settings.data_dir / FILE, __version__, facts, clock.now)
    return Warden(find_teller(os.environ), gap_s(os.environ, os.getpid()), file.report)
