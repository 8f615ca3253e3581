"""What must hold of a booth after a power cut, whatever the booth was doing."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.sqlite import sqlite3
from kiosk.store.ledger import WrongState
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.powercut.disk import Disk, File
from tests.store.making import ROOMY, HeldKeys, submission

D = Delivery
STORE = "data/store"
"""Where below the recorded folder the booth keeps its store; both folders are made by the booth."""


@dataclass
class Told:
    """What was promised so far, and what the booth had begun and may or may not have finished."""

    saved: dict[str, tuple[str, int]] = field(default_factory=dict)
    device: str | None = None
    secret: str | None = None
    damaged: bool = False
    head: str | None = None
    upgraded_from: str | None = None
    kept: tuple[str, ...] = ()
    """What was saved before the upgrade."""
    marks: set[tuple[str, str]] = field(default_factory=set)

    def take(self, words: tuple[str, ...]) -> None:
        match words:
            case ("saved", id_, fingerprint, seq):
                self.saved[id_] = (fingerprint, int(seq))
            case ("device", device):
                self.device = device
            case ("head", head):
                self.head = head
            case ("secret", what):
                self.secret = what
            case ("damaged", _):
                self.damaged = True
            case ("upgraded", version):
                self.upgraded_from, self.kept = version, tuple(self.saved)
            case (what, id_):
                self.marks.add((what, id_))

    def may_be(self, id_: str) -> set[Delivery]:
        """Return the states a told submission may be in after a restart."""
        done = {what for what, marked in self.marks if marked == id_}
        if "purged" in done:
            return {D.PURGED}
        states = {D.ACCEPTED} if "accepted" in done else {D.QUEUED}
        states |= {D.ACCEPTED} if "accepting" in done else set()
        if "withdrawn" in done:
            states = {D.WITHDRAWN}
        elif "withdrawing" in done:
            states |= {D.WITHDRAWN}
        return states | ({D.PURGED} if "purging" in done else set())


class BoothPromises:
    """The booth's promises in the form :func:`tests.powercut.replay.replay` asks for."""

    def __init__(self) -> None:
        self._told = Told()
        self._files: dict[str, File] = {}

    def mark(self, disk: Disk, words: tuple[str, ...]) -> list[str]:
        """Take a mark; return what is already wrong on the disk itself."""
        self._told.take(words)
        match words:
            case ("saved", id_, *_):
                file = disk.file(f"{STORE}/sealed/{id_}.sealed")
                assert file is not None
                self._files[id_] = file
            case ("purged", id_) if any(self._files[id_].durable):
                return [f"lost: what was purged can be read from the disk: {id_}"]
        return []

    def check(self, folder: Path) -> list[str]:
        """Open the store a power cut left and return what is wrong, most telling first."""
        try:
            store = Store.open(folder / STORE, HeldKeys(), SystemClock(), ROOMY)
        except (KioskError, sqlite3.Error, OSError, WrongState, AssertionError) as error:
            return [f"lost: the store does not open: {error!r}"]
        with closing(store):
            try:
                return [*self._lost(store), *self._dangling(store, folder), *self._forgotten(store, folder)]
            except (KioskError, sqlite3.Error, OSError, WrongState, AssertionError) as error:
                return [f"lost: the store cannot be read: {error!r}"]

    def _lost(self, store: Store) -> Iterable[str]:
        for id_, (fingerprint, _) in self._told.saved.items():
            try:
                state = store.state(id_)
            except KeyError:
                yield f"lost: no row of {id_}"
                continue
            if state not in self._told.may_be(id_):
                yield f"lost: {id_} is {state}, not {sorted(self._told.may_be(id_))}"
            elif not self._may_lack_file(id_, state) and store.open_sealed(id_).fingerprint != fingerprint:
                yield f"lost: {id_} has another content"

    def _forgotten(self, store: Store, folder: Path) -> Iterable[str]:
        if self._told.device not in (None, store.device):
            yield "lost: the booth is another one"
        if self._told.secret == "kept" and store.secrets.get("central") != b"a token":
            yield "lost: the secret"
        if self._told.secret == "going":
            store.secrets.get("central")  # there or not, but never half
        if self._told.secret == "gone" and store.secrets.get("central") is not None:
            yield "lost: the removal of the secret"
        if store.audit_break() is not None:
            yield f"lost: the audit chain breaks at {store.audit_break()}"
        if not self._told.damaged and list((folder / STORE).glob("store.db.unreadable*")):
            yield "lost: the database was unreadable"
        with closing(sqlite3.connect(folder / STORE / "store.db")) as db:
            heads = {row[0] for row in db.execute("SELECT hash FROM audit")}
        if self._told.head is not None and self._told.head not in heads:
            yield "lost: audit rows that were told"
        if self._told.upgraded_from is not None:
            yield from self._lost_copy(folder / STORE / f"store.db.v{self._told.upgraded_from}")
        highest = max((seq for _, seq in self._told.saved.values()), default=0)
        if store.save(submission(SystemClock())).seq <= highest:
            yield "lost: the sequence goes back"

    def _lost_copy(self, copy: Path) -> Iterable[str]:
        if not copy.exists():
            yield "lost: the copy from before the upgrade"
            return
        with closing(sqlite3.connect(copy)) as db:
            if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                yield "lost: the copy from before the upgrade is damaged"
            if tuple(row[0] for row in db.execute("SELECT id FROM submission")) != self._told.kept:
                yield "lost: the copy from before the upgrade has not all"

    def _dangling(self, store: Store, folder: Path) -> Iterable[str]:
        files = {path.name for path in (folder / STORE / "sealed").iterdir()}
        held = {id_ for state in D if state is not D.PURGED for id_ in store.ids_in(state)}
        for name in sorted(files - {f"{id_}.sealed" for id_ in held}):
            yield f"dangling: a file without a row: {name}"
        for id_ in sorted(held - {name.removesuffix(".sealed") for name in files}):
            if self._may_lack_file(id_, store.state(id_)):
                continue
            yield f"dangling: a row without a file: {id_}"
        for id_ in store.ids_in(D.QUARANTINED):
            yield f"dangling: {id_} is quarantined"
        for id_ in store.ids_in(D.ACCEPTED):
            if store.receipt(id_) != {"submission": id_}:
                yield f"dangling: {id_} is accepted without its receipt"

    def _may_lack_file(self, id_: str, state: Delivery) -> bool:
        """Whether it was purged, or withdrawn and being purged: the server is told once more, then it is."""
        return state is D.PURGED or (state is D.WITHDRAWN and D.PURGED in self._told.may_be(id_))
