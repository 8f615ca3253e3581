"""The booth's backup as it runs: what to copy now, and how it stands."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kiosk.clock import Clock
from kiosk.log import short_id
from kiosk.sqlite import sqlite3
from kiosk.store.backup import DATABASE, SourceDamaged, copy_database, copy_files, place_of
from kiosk.store.sealed_files import SUFFIX

log = logging.getLogger(__name__)

FILES_A_STEP = 4
AGAIN_S = 600.0
"""Until what the booth's own disk could not read is tried again: each try may take a failing disk seconds."""


class BackupState(StrEnum):
    """``OFF`` without a second volume in the settings; ``SAME_DISK`` when the folder is no second volume."""

    OFF = "off"
    CURRENT = "current"
    BEHIND = "behind"
    ABSENT = "absent"
    SAME_DISK = "same-disk"
    FAILED = "failed"


@dataclass(frozen=True)
class BackupStatus:
    """How the backup stands: what is without a copy, and when the database was last copied."""

    state: BackupState = BackupState.OFF
    waiting: int = 0
    database_at: datetime | None = None


class SecondVolume:
    """Keeps the copy below ``backups`` up to date, a little a step.

    The folder is never made here: where a volume is mounted an empty folder on the first disk would take its
    place. For the same reason one on the store's own disk is refused.

    Parameters
    ----------
    every_s
        How often the database is copied, if it has changed.
    """

    def __init__(self, store: Path, backups: Path, clock: Clock, every_s: float) -> None:
        self._store, self._backups, self._clock, self._every_s = store, backups, clock, every_s
        self._database_due_s = clock.monotonic()
        self._lost: frozenset[str] = frozenset()
        self._told: frozenset[str] = frozenset()
        self._again_s = clock.monotonic() + AGAIN_S
        self._copied_version: tuple[tuple[int, int], ...] | None = None
        self.status = BackupStatus(BackupState.BEHIND)
        """The newest status; replaced as a whole, so any thread may read it."""

    def step(self) -> bool:
        """Copy a little; return whether more is to follow soon. A fault of the volume is only told."""
        try:
            refused = self._refused()
            if refused is not None:
                self._become(refused)
                return False
            place = place_of(self._store, self._backups)
            copied = copy_files(self._store, place, FILES_A_STEP, self._passed_over())
            self._tell_lost(copied.unreadable)
            self._copy_database(place)
        except (OSError, sqlite3.Error) as error:
            log.debug("the backup failed: %s", type(error).__name__)
            self._become(BackupState.FAILED)
            return False
        except SourceDamaged:
            log.error("the database cannot be copied: its last good copy stays")
            self._become(BackupState.FAILED)
            return False
        without = copied.waiting + len(copied.unreadable)
        self.status = replace(self.status, waiting=without)
        self._become(BackupState.BEHIND if without else BackupState.CURRENT)
        return copied.waiting > 0

    def sealed_copy(self, id_: str) -> bytes | None:
        """Return the copy of a sealed file, None when there is none."""
        try:
            return (place_of(self._store, self._backups) / "sealed" / f"{id_}{SUFFIX}").read_bytes()
        except OSError:
            return None

    def _passed_over(self) -> frozenset[str]:
        """Return what need not be read again now, so that a bad sector does not slow every step down."""
        now_s = self._clock.monotonic()
        if now_s >= self._again_s:
            self._lost, self._again_s = frozenset(), now_s + AGAIN_S
        return self._lost

    def _tell_lost(self, names: frozenset[str]) -> None:
        for name in sorted(names - self._told):
            log.error(
                "the booth's disk cannot read a file, so it is not copied: %s", short_id(Path(name).stem)
            )
        self._lost, self._told = names, self._told | names

    def _refused(self) -> BackupState | None:
        if not self._backups.is_dir():
            return BackupState.ABSENT
        if self._backups.stat().st_dev == self._store.stat().st_dev:
            return BackupState.SAME_DISK
        return None

    def _copy_database(self, place: Path) -> None:
        now_s = self._clock.monotonic()
        version = tuple(_version(self._store / f"{DATABASE}{suffix}") for suffix in ("", "-wal"))
        if version == self._copied_version or now_s < self._database_due_s:
            return
        copy_database(self._store, place)
        self._copied_version, self._database_due_s = version, now_s + self._every_s
        self.status = replace(self.status, database_at=self._clock.now())

    def _become(self, state: BackupState) -> None:
        if state is not self.status.state:
            if state in (BackupState.ABSENT, BackupState.SAME_DISK, BackupState.FAILED):
                log.error("no backup is being made: %s", state.value)
            self.status = replace(self.status, state=state)


def _version(path: Path) -> tuple[int, int]:
    """Return what differs once a file was written; of a write-ahead log that is not there, zeros."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
