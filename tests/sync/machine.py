"""Booth, courier, network and server in any order of work, faults and losses; the promises hold after each.

The store, the courier and the server are the real ones; the server answers over real HTTP through a cable
that can be cut. At the end everything is put right, and what was saved must have arrived.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from kiosk.central.central import new_enrolment_code, set_up
from kiosk.central.erasure import withdraw
from kiosk.central.sweeping import remove_files
from kiosk.central.tables import Submission, SubmissionBlob
from kiosk.central.withdrawn import apply_withdrawn, withdrawn_in
from kiosk.clock import ManualClock
from kiosk.digest import sha256_hex
from kiosk.receipt import Receipt
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.enrolment import enrol
from kiosk.sync.settings import load_sync_settings
from tests.store.making import CODE, NAME, ROOMY, STUDENT_NUMBER, HeldKeys, submission
from tests.sync.cable import Cable, Trouble
from tests.sync.live_server import LiveServer

PICTURE, COMMIT, RECONCILE = b"PUT /api/v1/blobs/", b"PUT /api/v1/submissions/", b"POST /api/v1/submissions:"
CANARIES = [text.encode("utf-8") for text in (NAME, STUDENT_NUMBER, CODE)]
FILED = (
    Delivery.QUEUED, Delivery.SENDING, Delivery.ACCEPTED, Delivery.BLOCKED, Delivery.WITHDRAWN,
    Delivery.SUPERSEDED,
)  # fmt: skip
SETTINGS = replace(load_sync_settings(), reconcile_s=60.0)
TEN_YEARS = timedelta(days=3653)
MOST_ROUNDS, RECONCILED = 40, 3
"""Rounds in which everything must be settled, and how many let the server be asked what it holds."""


class JumpingClock(ManualClock):
    """A clock whose label of the time, and nothing else, can be anything."""

    def __init__(self) -> None:
        super().__init__()
        self.off = timedelta()

    def now(self) -> datetime:
        return super().now() + self.off


class Crash(BaseException):
    """The booth's process is no more."""


class Doomed:
    """The store, until so many calls of it were made; the last may still be carried out, or not."""

    def __init__(self, store: Store, calls: int, carried_out: bool) -> None:
        self._store, self._left, self._carried_out = store, calls, carried_out

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._carried_out:
                raise Crash
            result = found(*args, **kwargs)
            if self._left == 0:
                raise Crash
            return result

        return call


@cache
def pristine() -> Path:
    """A server's folder that was just set up: hashing a password and migrating take their time."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-pristine-"))
    set_up(folder)
    return folder


class Machine(RuleBasedStateMachine):
    """What was promised is kept here, apart from booth and server."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="kiosk-machine-"))
        self.clock, self.server_clock = JumpingClock(), JumpingClock()
        self.saved: dict[str, str] = {}
        self.unconsented: set[str] = set()
        self.given_up: set[str] = set()
        """Withdrawn at the booth or by staff, or superseded: need not be anywhere any more."""
        self.replaced: set[str] = set()
        """By a retake; with the booth until that has arrived."""
        self.withdrawn: set[str] = set()
        """Must not be on the server once it was told, nor with the booth."""
        self.purged: set[str] = set()
        self.in_backup: set[str] | None = None
        self.database_lost = False

    @initialize()
    def start(self) -> None:
        shutil.copytree(pristine(), self.folder / "central")
        self.server = LiveServer(self.folder / "central", self.server_clock)
        self.server.start()
        self.cable = Cable(self.server.url)
        self.cable.__enter__()
        self.store = self.open_store()
        keys = HeldKeys()
        code = new_enrolment_code(self.server.central)
        enrolled = enrol(self.cable.url, code, self.store.device, keys.identity(), SETTINGS)
        enrolled.credentials.keep(self.store.secrets)
        self.credentials = enrolled.credentials
        self.courier = self.new_courier(self.store)

    def teardown(self) -> None:
        try:
            if hasattr(self, "courier"):
                self.settle()
        finally:
            if hasattr(self, "store"):
                self.store.close()
            if hasattr(self, "cable"):
                self.cable.__exit__(None, None, None)
            if hasattr(self, "server"):
                self.server.stop()
            shutil.rmtree(self.folder)

    # what happens

    @rule(shade=st.integers(0, 9))
    def save(self, shade: int) -> None:
        saved = self.store.save(submission(self.clock, shade))
        assert saved.id not in self.saved
        self.saved[saved.id] = saved.fingerprint

    @rule()
    def save_what_must_not_be_sent(self) -> None:
        saved = self.store.save(submission(self.clock, consents=("privacy",)))
        self.saved[saved.id] = saved.fingerprint
        self.unconsented.add(saved.id)

    @rule(seconds=st.sampled_from([0.0, 5.0, 400.0, 90_000.0]))
    def deliver(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.server_clock.advance(seconds)
        self.courier.resume()
        self.courier.step()

    @rule(
        at=st.sampled_from([b"", PICTURE, COMMIT, RECONCILE]),
        way=st.sampled_from(["cut_up", "cut_down"]),
        after=st.one_of(st.just(0), st.integers(0, 1500)),
        reset=st.booleans(),
    )
    def deliver_through_a_bad_network(self, at: bytes, way: str, after: int, reset: bool) -> None:
        self.cable.trouble = Trouble(at=at, reset=reset, **{way: after})  # type: ignore[arg-type]
        self.deliver(5.0)
        self.cable.trouble = None

    @rule()
    def deliver_twice(self) -> None:
        self.cable.trouble = Trouble(at=COMMIT, replays=1)
        self.deliver(5.0)
        self.cable.trouble = None

    @rule(calls=st.integers(1, 25), carried_out=st.booleans())
    def crash_within_a_round(self, calls: int, carried_out: bool) -> None:
        doomed: Any = Doomed(self.store, calls, carried_out)
        self.clock.advance(400.0)
        with contextlib.suppress(Crash):
            self.new_courier(doomed).step()
        self.reopen()

    @rule()
    def lose_the_database(self) -> None:
        self.store.close()
        for path in (self.folder / "booth").glob("store.db*"):
            path.unlink()
        self.database_lost = True
        self.store = self.open_store()
        self.courier = self.new_courier(self.store)

    @rule()
    def restart_the_server(self) -> None:
        self.server.restart()

    @rule()
    def back_the_server_up(self) -> None:
        self.server.stop()
        self.server.back_up(self.folder / "backup")
        self.server.start()
        self.in_backup = set(self.on_server())

    @precondition(lambda self: self.in_backup is not None and self.purged <= self.in_backup)
    @rule()
    def restore_the_server(self) -> None:
        """From a backup younger than the retention: what was purged since is in it."""
        with self.server.central.session() as db:
            withdrawn = withdrawn_in(db)
        self.server.restore(self.folder / "backup")
        central = self.server.central
        with central.session() as db, db.begin():  # kept apart from backups, and done again
            unclaimed = apply_withdrawn(db, withdrawn, central.timestamp())
        remove_files(central, unclaimed)

    @rule(pick=st.integers(0, 9))
    def withdraw_at_the_booth(self, pick: int) -> None:
        states = (Delivery.QUEUED, Delivery.ACCEPTED, Delivery.BLOCKED)
        ids = [id_ for state in states for id_ in self.store.ids_in(state)]
        if ids:
            id_ = ids[pick % len(ids)]
            self.store.withdraw(id_, "asked")
            self.given_up.add(id_)
            self.withdrawn.add(id_)

    @rule(pick=st.integers(0, 9))
    def erase_at_the_server(self, pick: int) -> None:
        ids = [id_ for id_, row in self.on_server().items() if row.erased_at is None]
        if ids:
            id_ = ids[pick % len(ids)]
            withdraw(self.server.central, id_, "admin")
            self.given_up.add(id_)
            self.withdrawn.add(id_)

    @rule(pick=st.integers(0, 9))
    def release(self, pick: int) -> None:
        ids = self.store.ids_in(Delivery.BLOCKED)
        if ids:
            self.store.transition(ids[pick % len(ids)], Delivery.BLOCKED, Delivery.QUEUED, "released")

    @rule(pick=st.integers(0, 9))
    def retake(self, pick: int) -> None:
        """One of three people has another photo taken; what of theirs was not sent is given up for it."""
        key = f"{pick % 3}" * 64
        waiting = {*self.store.ids_in(Delivery.QUEUED), *self.store.ids_in(Delivery.BLOCKED)}
        earlier = waiting & set(self.store.memory.submissions("example", key))
        saved = self.store.save(replace(submission(self.clock, pick), person_key=key))
        self.saved[saved.id] = saved.fingerprint
        assert {*self.store.ids_in(Delivery.SUPERSEDED)} >= earlier
        self.given_up |= earlier
        self.replaced |= earlier

    @rule(years=st.sampled_from([-1, 0, 1]), server=st.booleans())
    def turn_a_clock(self, years: int, server: bool) -> None:
        (self.server_clock if server else self.clock).off = years * TEN_YEARS

    # what holds

    @invariant()
    def nothing_saved_is_lost(self) -> None:
        if not self.saved:
            return
        rows, states = self.on_server(), self.states()
        for id_, fingerprint in self.saved.items():
            if id_ in self.given_up:
                continue
            here = states.get(id_) in FILED and self.store.open_sealed(id_).fingerprint == fingerprint
            assert here or self.held(rows.get(id_), fingerprint), f"lost, {states.get(id_)}"
        for id_, row in rows.items():
            if row.erased_at is None:
                assert row.fingerprint == self.saved[id_] == sha256_hex((row.manifest or "").encode())
        if not self.database_lost:
            places = [row.seq for row in rows.values() if row.seq is not None]
            assert len(places) == len(set(places))

    @invariant()
    def what_is_accepted_has_its_receipt(self) -> None:
        for id_ in self.store.ids_in(Delivery.ACCEPTED) if self.saved else ():
            receipt = Receipt.parse(self.store.receipt(id_))
            blobs = tuple(self.store.open_sealed(id_).blobs)
            assert receipt is not None
            assert receipt.verifies(id_, self.saved[id_], blobs, self.credentials.keys())

    @invariant()
    def what_is_purged_is_held(self) -> None:
        if not self.saved:
            return
        rows = self.on_server()
        new = set(self.store.ids_in(Delivery.PURGED)) - self.purged
        for id_ in new - self.given_up:
            assert self.held(rows.get(id_), self.saved[id_])
        self.purged |= new - self.given_up

    @invariant()
    def the_audit_log_is_whole_and_nobody_is_named(self) -> None:
        if not self.saved:
            return
        assert self.store.audit_break() is None
        for path in (self.folder / "booth").rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert not [canary for canary in CANARIES if canary in content], path.name

    # helpers

    def settle(self) -> None:
        """Put everything right; what was saved arrives and what was withdrawn is gone."""
        self.cable.trouble = None
        self.clock.off = self.server_clock.off = timedelta()
        unsettled = (Delivery.QUEUED, Delivery.SENDING, Delivery.WITHDRAWN, Delivery.SUPERSEDED)
        for done in range(MOST_ROUNDS):
            self.deliver(400.0)
            if done >= RECONCILED and not any(self.store.counts()[state] for state in unsettled):
                break
        rows, states = self.on_server(), self.states()
        for id_, fingerprint in self.saved.items():
            if id_ in self.unconsented and id_ not in self.given_up:
                assert states[id_] is Delivery.BLOCKED
            elif id_ not in self.given_up:
                assert self.held(rows.get(id_), fingerprint), f"never arrived, {states.get(id_)}"
        if not self.database_lost:  # what is rebuilt from the files alone is sent again
            for id_ in self.replaced:
                assert states[id_] is Delivery.PURGED, "replaced and still at the booth"
                assert id_ not in rows or rows[id_].erased_at is not None, "in review beside its retake"
        for id_ in self.withdrawn:
            assert states.get(id_, Delivery.PURGED) is Delivery.PURGED, "withdrawn and still at the booth"
            assert id_ not in rows or rows[id_].erased_at is not None, "withdrawn and still on the server"
        files = {path.stem for path in (self.folder / "booth" / "sealed").iterdir()}
        assert files == {id_ for id_, state in states.items() if state in FILED}

    def open_store(self) -> Store:
        return Store.open(self.folder / "booth", HeldKeys(), self.clock, ROOMY)

    def reopen(self) -> None:
        self.store.close()
        self.store = self.open_store()
        assert self.store.counts()[Delivery.SENDING] == 0
        self.courier = self.new_courier(self.store)

    def new_courier(self, store: Store) -> Courier:
        clients = [CentralClient(self.credentials, SETTINGS) for _ in range(2)]
        return Courier(
            store, clients, SETTINGS, self.clock, lambda: 0.5, lambda id_, receipt: None, lambda: False
        )  # fmt: skip

    def states(self) -> dict[str, Delivery]:
        return {id_: state for state in Delivery for id_ in self.store.ids_in(state)}

    def on_server(self) -> dict[str, Submission]:
        """Return the server's rows in the order in which they were saved."""
        with self.server.central.session() as db:
            rows = {row.id: row for row in db.scalars(select(Submission))}
        assert rows.keys() <= self.saved.keys()
        return {id_: rows[id_] for id_ in self.saved if id_ in rows}

    def held(self, row: Submission | None, fingerprint: str) -> bool:
        if row is None or row.erased_at is not None or row.fingerprint != fingerprint:
            return False
        with self.server.central.session() as db:
            links = db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == row.id)).all()
        return len(links) == 2 and all(self.server.central.blobs.has(link.sha256) for link in links)
