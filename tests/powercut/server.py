"""What must hold of a central server after a power cut: a receipt that was sent means that it is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.central.keys import load_keys
from kiosk.errors import KioskError
from kiosk.receipt import Receipt, key_id, public_bytes
from kiosk.sqlite import sqlite3
from tests.powercut.disk import Disk

DATA = "central"
"""Where below the recorded folder the server keeps its data."""


class ServerPromises:
    """The server's promises in the form :func:`tests.powercut.replay.replay` asks for."""

    def __init__(self) -> None:
        self._received: dict[str, str] = {}
        self._enrolled: str | None = None
        self._erasing: set[str] = set()
        self._erased: set[str] = set()

    def mark(self, disk: Disk, words: tuple[str, ...]) -> list[str]:
        """Take a mark; nothing is judged on the disk itself."""
        match words:
            case ("enrolled", device):
                self._enrolled = device
            case ("received", id_, fingerprint):
                self._received[id_] = fingerprint
            case ("erasing", id_):
                self._erasing.add(id_)
            case ("erased", id_):
                self._erased.add(id_)
        return []

    def check(self, folder: Path) -> list[str]:
        """Read what a power cut left, as the server would at its next start."""
        if self._enrolled is None:
            return []  # being set up: nothing was promised to anybody
        try:
            keys = load_keys(folder / DATA)
            with closing(sqlite3.connect(folder / DATA / "central.db")) as db:
                db.row_factory = sqlite3.Row
                public = public_bytes(keys.signing)
                return list(self._problems(db, folder / DATA / "blobs", {key_id(public): public}))
        except (KioskError, sqlite3.Error, OSError) as error:
            return [f"lost: the server's data cannot be read: {error!r}"]

    def _problems(self, db: sqlite3.Connection, blobs: Path, keys: dict[str, bytes]) -> Iterator[str]:
        if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            yield "lost: the database is damaged"
        if db.execute("SELECT 1 FROM device WHERE id = ?", (self._enrolled,)).fetchone() is None:
            yield "lost: the booth that was enrolled"
        rows = {row["id"]: row for row in db.execute("SELECT * FROM submission")}
        for id_, fingerprint in self._received.items():
            row = rows.get(id_)
            if row is None or (row["erased_at"] is None and row["fingerprint"] != fingerprint):
                yield f"lost: {id_} was received"
            elif id_ in self._erased and row["erased_at"] is None:
                yield f"lost: the erasure of {id_}"
        for id_, row in rows.items():
            if row["erased_at"] is not None:
                if id_ not in self._erasing:
                    yield f"lost: {id_} is erased and nobody asked for it"
                continue
            receipt = Receipt.parse(json.loads(row["receipt"]))
            manifest = json.loads(row["manifest"])
            digests = tuple({blob["sha256"] for blob in manifest["blobs"].values()})
            if receipt is None or not receipt.verifies(id_, row["fingerprint"], digests, keys):
                yield f"dangling: {id_} without its receipt"
            for sha256 in digests if id_ not in self._erasing else ():
                path = blobs / sha256[:2] / sha256
                if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                    yield f"dangling: a picture of {id_} is missing"
