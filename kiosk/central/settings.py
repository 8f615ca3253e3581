"""Limits of the central server, from ``config/central.toml``."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.central.fee_settings import FeeSettings
from kiosk.central.fleet_settings import FleetSettings
from kiosk.central.notices_settings import NoticeSettings
from kiosk.central.staff_settings import StaffSettings
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load

SETTINGS = "KIOSK_CENTRAL_SETTINGS"
"""Environment variable: the settings file of an installed server, in the place of ``config/central.toml``."""
DATABASE, DATABASE_FILE, BLOBS = "KIOSK_DATABASE", "KIOSK_DATABASE_FILE", "KIOSK_BLOBS"
"""Environment variables: the database's address, or a file that holds it; the pictures' place."""


@dataclass(frozen=True)
class DeviceConfig:
    """What every booth is told beside the campaigns."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    retention_s: int
    heartbeat_s: int


@dataclass(frozen=True)
class ImportLimits:
    """How large a file of a campaign or a roster may be: bytes, bytes unpacked, rows."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    max_file_bytes: int
    max_unpacked_bytes: int
    max_rows: int


@dataclass(frozen=True)
class RetentionSettings:
    """How many days after a campaign closed its submissions and roster are erased; 0: never by itself.

    ``portrait_days``: how long an enrolment photo is kept after it came in, and an import nobody confirms.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    erase_after_days: Annotated[int, Field(ge=0, le=36_500)]
    portrait_days: Annotated[int, Field(ge=1, le=366)] = 30


@dataclass(frozen=True)
class ReviewSettings:
    """Whether two staff members must agree, and how long a decision can be taken back."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    two_people: bool
    undo_s: int


@dataclass(frozen=True)
class CentralSettings:
    """See the file for the source of each number.

    ``database`` and ``blobs``: addresses; empty, the server's own folder. ``specs_dir``: folder of the photo
    specs that the booths have beside the shipped ones; empty, none.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    max_blob_bytes: int
    max_picture_px: int
    max_manifest_bytes: int
    max_call_bytes: int
    max_held_bytes: int
    body_timeout_s: float
    enrolment_code_minutes: int
    reconcile_batch: int
    resolves_per_minute: int
    logins_per_minute: int
    staff_session_hours: int
    unclaimed_blob_hours: int
    handoff_minutes: int
    handoffs_per_minute: int
    public_url: Annotated[str, Field(pattern=r"^(https?://[^\s/]+\S*)?$")]
    database: str
    blobs: str
    processes: Annotated[int, Field(ge=1, le=64)]
    device_config: DeviceConfig
    staff: StaffSettings
    imports: ImportLimits
    retention: RetentionSettings
    review: ReviewSettings
    notices: NoticeSettings
    fees: FeeSettings
    fleet: FleetSettings
    specs_dir: str = ""


def load_central_settings(path: Path | None = None) -> CentralSettings:
    """Read ``path``, by default the file that the environment names, else ``config/central.toml``.

    Errors are those of :func:`kiosk.tomlfile.load`.

    Where data is kept may also be told by the environment, which wins: a password belongs neither into a
    file that is passed around nor on a command line that every process of the machine can read.
    """
    told = os.environ.get(SETTINGS)
    file = path or (Path(told) if told else config_dir() / "central.toml")
    settings = load(file, CentralSettings)
    return replace(
        settings,
        specs_dir=settings.specs_dir and str(file.parent / settings.specs_dir),
        database=_database_told() or settings.database,
        blobs=os.environ.get(BLOBS, "") or settings.blobs,
    )


def _database_told() -> str:
    file = os.environ.get(DATABASE_FILE, "")
    if not file:
        return os.environ.get(DATABASE, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KioskError(
            "config-unreadable",
            f"The file that {DATABASE_FILE} names cannot be read: {type(error).__name__}.",
            "Let it hold the database's address and nothing else.",
        ) from error
