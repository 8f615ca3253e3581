"""The disk thread: watches the room, checks what is stored, keeps the backup; nobody waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.session.events import Event, Fault, FaultCleared
from kiosk.store.scrub import Scrub
from kiosk.store.second_volume import BackupStatus, SecondVolume
from kiosk.store.store import Store

log = logging.getLogger(__name__)

REST_S = 5.0
JOIN_S = 5.0
"""A second volume that hangs must not keep the booth from ending."""


def disk_full() -> KioskError:
    """Return what the screen says while nobody new is received."""
    return KioskError("disk-full", "The booth's disk is almost full.", "Free space on the disk.")


class Housekeeper:
    """Does its rounds on a thread named ``disk``.

    Parameters
    ----------
    post
        Takes the faults of the disk, as the session understands them; thread-safe.
    pause_s
        Between two steps of work that is to be done soon.
    """

    def __init__(
        self,
        store: Store,
        scrub: Scrub,
        volume: SecondVolume | None,
        post: Callable[[Event], None],
        pause_s: float,
    ) -> None:
        self._store, self._scrub, self._volume, self._post = store, scrub, volume, post
        self._pause_s = pause_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._told: str | None = None

    @property
    def fault(self) -> str | None:
        """The code of what is wrong with the disk now."""
        return self._told

    @property
    def backup(self) -> BackupStatus:
        """How the backup stands."""
        return BackupStatus() if self._volume is None else self._volume.status

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="disk", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the step in progress; safe to call twice."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(JOIN_S)
            self._thread = None

    def step(self) -> float:
        """Do a little of everything; return how long to rest."""
        try:
            fault = None if self._store.keep_room() else disk_full()
            more = self._scrub.step()
        except KioskError as error:
            fault, more = error, False
        self._tell(fault)
        more_to_copy = False
        if self._volume is not None:
            more_to_copy = self._volume.step()
            self._store.backup = self._volume.status.state.value
        return self._pause_s if more or more_to_copy else REST_S

    def _tell(self, fault: KioskError | None) -> None:
        code = None if fault is None else fault.code
        if self._told is not None and self._told != code:
            self._post(FaultCleared(self._told))
        if fault is not None and self._told != code:
            log.error("the booth's disk: %s", fault.code)
            self._post(Fault(fault))
        self._told = code

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                rest_s = self.step()
            except Exception:
                log.exception("housekeeping failed unexpectedly")
                rest_s = REST_S
            self._stopping.wait(rest_s)
