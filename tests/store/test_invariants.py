"""Any order of saving, sending, purging, withdrawing, crashing and losing the database keeps the promises."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.clock import ManualClock
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.store.making import ROOMY, HeldKeys, submission

HOLDING = (Delivery.QUEUED, Delivery.SENDING, Delivery.ACCEPTED, Delivery.BLOCKED, Delivery.WITHDRAWN)


class StoreMachine(RuleBasedStateMachine):
    """Drives a real store on a real disk and remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock()
        self.saved: dict[str, str] = {}
        self.seqs: list[int] = []
        self.given_up: set[str] = set()
        """Purged with a receipt or withdrawn: the only ways a submission may leave the booth."""

    @initialize()
    def start(self) -> None:
        self.store = Store.open(self.folder, HeldKeys(), self.clock, ROOMY)

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def some(self, state: Delivery, pick: int) -> str | None:
        ids = self.store.ids_in(state)
        return ids[pick % len(ids)] if ids else None

    @rule()
    def save(self) -> None:
        saved = self.store.save(submission(self.clock))
        assert saved.id not in self.saved
        self.saved[saved.id] = saved.fingerprint
        self.seqs.append(saved.seq)

    @rule(pick=st.integers(0, 9))
    def lease(self, pick: int) -> None:
        if id_ := self.some(Delivery.QUEUED, pick):
            self.store.lease(id_)

    @rule(pick=st.integers(0, 9), ending=st.sampled_from(["postpone", "accept", "block"]))
    def end_lease(self, pick: int, ending: str) -> None:
        if id_ := self.some(Delivery.SENDING, pick):
            if ending == "postpone":
                self.store.postpone(id_, 8.0, "test")
            elif ending == "accept":
                self.store.accept(id_, {"submission": id_})
            else:
                self.store.transition(id_, Delivery.SENDING, Delivery.BLOCKED, "test")

    @rule(pick=st.integers(0, 9))
    def purge(self, pick: int) -> None:
        if id_ := self.some(Delivery.ACCEPTED, pick):
            self.store.purge(id_, "test")
            self.given_up.add(id_)

    @rule(pick=st.integers(0, 9))
    def withdraw(self, pick: int) -> None:
        if id_ := self.some(Delivery.BLOCKED, pick):
            self.store.withdraw(id_, "test")
            self.store.purge(id_, "test")
            self.given_up.add(id_)

    @rule()
    def crash(self) -> None:
        self.store.close()
        self.start()
        assert self.store.counts()[Delivery.SENDING] == 0

    @precondition(lambda self: not self.given_up)
    @rule()
    def lose_the_database(self) -> None:
        self.store.close()
        (self.folder / "store.db").unlink()
        self.start()

    @invariant()
    def nothing_saved_is_lost(self) -> None:
        held = {id_ for state in HOLDING for id_ in self.store.ids_in(state)}
        assert held == set(self.saved) - self.given_up
        assert {p.stem for p in (self.folder / "sealed").iterdir()} == held
        for id_ in held:
            assert self.store.open_sealed(id_).fingerprint == self.saved[id_]

    @invariant()
    def what_was_accepted_has_its_receipt(self) -> None:
        for id_ in self.store.ids_in(Delivery.ACCEPTED):
            assert self.store.receipt(id_) == {"submission": id_}

    @invariant()
    def order_and_audit_hold(self) -> None:
        assert self.seqs == list(range(1, len(self.seqs) + 1))
        assert self.store.audit_break() is None


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
