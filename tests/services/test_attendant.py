"""The staff's window as the booth serves it: the PIN first, each action where it belongs, recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.services.attendant import Attendant
from kiosk.services.darkroom import Darkroom
from kiosk.services.pin import PinCheck, hash_pin
from kiosk.session import SessionState, Step
from kiosk.session import at_desk as at
from kiosk.session import events as ev
from kiosk.session.effects import LookFor, Watch
from kiosk.store.store import Store
from tests.store.conftest import clock, store  # noqa: F401  (fixtures of the store's own tests)

PIN = "135790"
FRAMING = SessionState(step=Step.FRAME, session="s1")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class AtOnce(Darkroom):
    """The photo thread's jobs done on the spot: no thread, the same outcomes."""

    def __init__(self) -> None:
        super().__init__(lambda: None, lambda: None)

    def do(
        self,
        job: Callable[[], object],
        success: Callable[[object], None],
        failure: Callable[[KioskError], None],
    ) -> None:
        success(job())


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_pin(PIN)


@pytest.fixture
def posted() -> list[ev.Event]:
    return []


@pytest.fixture
def attendant(store: Store, clock: ManualClock, hashed: str, posted: list[ev.Event]) -> Attendant:  # noqa: F811
    return Attendant(PinCheck(hashed, clock, store.staff), store.staff, AtOnce(), clock, posted.append)


def enter(attendant: Attendant, posted: list[ev.Event], pin: str = PIN) -> None:
    attendant.hear(at.DeskPin(pin), SessionState(), None, ())
    attendant.hear(posted.pop(), SessionState(), None, ())


def test_nothing_is_done_before_the_right_pin(attendant: Attendant, posted: list[ev.Event]) -> None:
    acts = [at.DeskActed(act, WaiverReason.MEDICAL) for act in at.DeskAct]
    for act in acts:
        answer = attendant.hear(act, FRAMING, None, ())
        assert (answer.state, answer.effects, answer.shoot) == (FRAMING, (), False)
    enter(attendant, posted, "0000")
    assert attendant.door == at.DeskDoor(open=False, notice="pin-wrong")
    assert not attendant.hear(acts[0], FRAMING, None, ()).shoot
    enter(attendant, posted)
    assert attendant.door.open
    assert attendant.hear(acts[0], FRAMING, None, ()).shoot
    attendant.hear(at.DeskLeft(), FRAMING, None, ())
    assert not attendant.hear(acts[0], FRAMING, None, ()).shoot
    assert posted == []


@pytest.mark.parametrize("pin", [PIN, "0000"])
def test_a_pin_whose_window_was_left_before_the_answer_opens_nothing(
    attendant: Attendant,
    posted: list[ev.Event],
    store: Store,  # noqa: F811
    pin: str,
) -> None:
    """The second screen is pulled out while a photo is made, for which the PIN has to wait."""
    attendant.hear(at.DeskPin(pin), SessionState(), None, ())
    attendant.hear(at.DeskLeft(), SessionState(), None, ())
    late = posted.pop()
    attendant.hear(late, SessionState(), None, ())
    assert attendant.door == at.DeskDoor()
    rows = store._db.execute("SELECT to_state FROM audit WHERE subject = 'staff' ORDER BY n").fetchall()
    assert [row[0] for row in rows] == (["entered", "left"] if pin == PIN else ["denied"])
    attendant.hear(at.DeskPin(pin), SessionState(), None, ())
    attendant.hear(late, SessionState(), None, ())
    assert attendant.door == at.DeskDoor(), "nor when somebody types again"


def test_a_pause_waits_for_whoever_is_served(attendant: Attendant, posted: list[ev.Event]) -> None:
    enter(attendant, posted)
    pause = at.DeskActed(at.DeskAct.PAUSE)
    assert attendant.hear(pause, FRAMING, None, ()).state is FRAMING
    assert attendant.settle(FRAMING).state is FRAMING
    assert attendant.pause_waits
    waiting = SessionState(step=Step.SCAN, session="s2")
    assert attendant.settle(waiting).state.step is Step.PAUSED
    assert not attendant.pause_waits
    paused = SessionState(step=Step.PAUSED)
    assert attendant.hear(pause, paused, None, ()).state.step is Step.ATTRACT


def test_an_action_is_written_down_with_its_reason(
    attendant: Attendant,
    posted: list[ev.Event],
    store: Store,  # noqa: F811
) -> None:
    enter(attendant, posted)
    attendant.hear(at.DeskActed(at.DeskAct.WAIVE, WaiverReason.MEDICAL), FRAMING, None, ())
    rows = store._db.execute("SELECT subject, to_state, reason FROM audit ORDER BY n DESC LIMIT 1").fetchall()
    assert [tuple(row) for row in rows] == [("staff", "acted", "waive medical")]
    assert store.audit_break() is None


def test_rules_are_waived_beside_those_waived_before() -> None:
    first = at.waived(FRAMING, ("ear-left",), WaiverReason.MISSING_EAR, NOW)
    assert first.waiver == Waiver(("ear-left",), WaiverReason.MISSING_EAR, NOW)
    both = at.waived(first, ("ear-left", "gaze-x"), WaiverReason.MEDICAL, NOW)
    assert both.waiver == Waiver(("ear-left", "gaze-x"), WaiverReason.MEDICAL, NOW)
    assert at.wait_no_longer(both) == (LookFor(Watch.FRAMING, ("ear-left", "gaze-x")),)
    assert at.waived(FRAMING, (), WaiverReason.MEDICAL, NOW) is FRAMING
    assert at.waived(FRAMING, ("ear-left",), WaiverReason.OTHER, NOW) is FRAMING


def test_retake_and_next_go_to_the_session_they_mean(attendant: Attendant, posted: list[ev.Event]) -> None:
    enter(attendant, posted)
    attendant.hear(at.DeskActed(at.DeskAct.RETAKE), replace(FRAMING, step=Step.REVIEW), None, ())
    attendant.hear(at.DeskActed(at.DeskAct.NEXT), FRAMING, None, ())
    attendant.hear(at.DeskActed(at.DeskAct.NEXT), SessionState(), None, ())
    assert posted == [ev.RetakeAsked(), ev.Left()]
