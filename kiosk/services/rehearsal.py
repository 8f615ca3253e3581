"""A whole rehearsal on this machine: a central server of its own and a booth enrolled at it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from kiosk.central.process import CentralProcess
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.receipt import Receipt
from kiosk.services.build import open_keys, open_store
from kiosk.services.enrolling import enrol_booth
from kiosk.services.pin import hash_pin
from kiosk.settings import KeySettings, OperatorSettings, Settings
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.credentials import Credentials
from kiosk.sync.link import Link
from kiosk.sync.settings import load_sync_settings

OPERATOR_PIN = "135790"
"""PIN of the staff corner in a rehearsal; a real booth has its own or none."""

PATIENCE_S = 12.0
"""How long a silent server is waited for before the rehearsal looks after it."""

POLL_S = 0.1


@dataclass(frozen=True)
class Delivered:
    """One submission at the end of a rehearsal; ``verified`` only if its receipt checks out again."""

    submission: str
    state: Delivery
    verified: bool
    photo: Path


class Rehearsal:
    """Owns the central server's process; a context manager that stops it.

    Parameters
    ----------
    folder
        Empty or of an earlier rehearsal; holds both the server's and the booth's data.
    """

    def __init__(self, folder: Path, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self.settings = replace(
            settings,
            data_dir=folder / "booth",
            camera=replace(settings.camera, source="sitter"),
            keys=KeySettings(store="file"),
            operator=OperatorSettings(pin_hash=hash_pin(OPERATOR_PIN)),
        )
        # A port chosen here and named in the command, so that the server can be started again by hand.
        self.central = CentralProcess.start(folder / "central", port=_free_port(), rehearsal=True)
        try:
            if self.central.first is not None:
                enrol_booth(self.settings, clock, self.central.url, self.central.first.enrolment_code)
        except BaseException:
            self.central.stop()
            raise

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.central.stop()

    def finish(self, out: Path, say: Callable[[str], None], timeout_s: float) -> tuple[Delivered, ...]:
        """With the booth stopped: wait until everything is delivered, then write out what was.

        A server that somebody ended is started again after a while.

        Parameters
        ----------
        out
            Gets ``photo-N.jpg``, ``inspection-N.json`` and, for what was delivered, ``receipt-N.json``.
        say
            Told in a sentence what is being waited for.
        """
        store = open_store(self.settings, open_keys(self.settings), self._clock)
        try:
            link = Link(store, load_sync_settings(), self._clock)
            link.start()
            try:
                self._wait(link, say, timeout_s)
            finally:
                link.stop()
            return tuple(
                _written_out(store, submission, number, out)
                for number, submission in enumerate(_submissions(store), 1)
            )
        finally:
            store.close()

    def _wait(self, link: Link, say: Callable[[str], None], timeout_s: float) -> None:
        begun = self._clock.monotonic()
        mended = False
        while link.status().waiting and (waited := self._clock.monotonic() - begun) < timeout_s:
            if waited > PATIENCE_S and not mended and not self.central.running:
                mended = True
                say("the central server is not running: starting it again")
                try:
                    self.central.restart()
                except KioskError:
                    say("its port is in use: somebody else has started it")
                link.resume()
            time.sleep(POLL_S)


def _submissions(store: Store) -> list[str]:
    """Return every submission that has not been purged; UUIDv7 sort by time."""
    return sorted(id_ for state in Delivery if state is not Delivery.PURGED for id_ in store.ids_in(state))


def _written_out(store: Store, submission: str, number: int, out: Path) -> Delivered:
    parcel = store.open_sealed(submission)
    manifest = json.loads(parcel.manifest)
    photo = out / f"photo-{number}.jpg"
    photo.write_bytes(parcel.blobs[manifest["blobs"]["photo"]["sha256"]])
    _write_json(out / f"inspection-{number}.json", manifest["inspection"])
    receipt_data = store.receipt(submission)
    verified = False
    if receipt_data is not None:
        _write_json(out / f"receipt-{number}.json", receipt_data)
        receipt, credentials = Receipt.parse(receipt_data), Credentials.kept(store.secrets)
        verified = (
            receipt is not None
            and credentials is not None
            and receipt.verifies(submission, parcel.fingerprint, tuple(parcel.blobs), credentials.keys())
        )
    return Delivered(submission, store.state(submission), verified, photo)


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
