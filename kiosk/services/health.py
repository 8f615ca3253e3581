"""How the booth is: what the staff page and the header show of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime

from kiosk.errors import KioskError
from kiosk.photo.finished import PlateFit
from kiosk.services.crew import Crew
from kiosk.services.daybook import Overview
from kiosk.services.staff_desk import HELD_SHOWN
from kiosk.settings import Settings
from kiosk.store.second_volume import BackupState
from kiosk.store.stored import HeldUp
from kiosk.store.submission import Delivery


@dataclass(frozen=True)
class Health:
    """How the booth is, for the operator's page and the header.

    ``link`` is a booth state of the contract (``ok``, ``offline``, ``auth_lost``…); ``plate`` what became of
    the empty booth's picture in the newest photo, None without one; ``backup`` how the second volume stands;
    ``held`` what staff can set going and ``overview`` how the day went, told only while they look;
    ``plain_keys``: whether the keys of the stored photos lie in a plain file.
    """

    camera: str
    camera_fault: str | None
    camera_fps: float | None
    link: str
    queued: int
    blocked: int
    disk_free_mb: int
    plate: PlateFit | None = None
    backup: BackupState = BackupState.OFF
    held: tuple[HeldUp, ...] = ()
    overview: Overview | None = None
    last_contact: datetime | None = None
    plain_keys: bool = False


def health_of(
    crew: Crew, settings: Settings, fault: KioskError | None, plate: PlateFit | None, *, staff: bool
) -> Health:
    """Return how the booth is, now.

    Parameters
    ----------
    fault
        Of the camera.
    plate
        What became of the empty booth's picture in the newest photo.
    staff
        Whether staff look.
    """
    link = crew.link.status()
    return Health(
        camera=crew.grabber.camera.name,
        camera_fault=None if fault is None else fault.code,
        camera_fps=crew.grabber.fps,
        link=str(link.booth),
        queued=link.waiting,
        blocked=link.counts[Delivery.BLOCKED],
        disk_free_mb=shutil.disk_usage(settings.data_dir).free // 2**20,
        plate=plate,
        backup=crew.housekeeper.backup.state,
        held=crew.store.upkeep.held_up(HELD_SHOWN) if staff else (),
        overview=crew.daybook.look() if staff else None,
        last_contact=link.last_contact,
        plain_keys=settings.keys.store == "file",
    )
