"""How the booth is: what the staff page and the header show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.photo.finished import PlateFit
from kiosk.services.daybook import Overview
from kiosk.store.second_volume import BackupState
from kiosk.store.stored import HeldUp


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
