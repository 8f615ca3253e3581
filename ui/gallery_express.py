"""The states of express mode: pages of one person under the photos of those who have stood up."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.camera.grabber import DisplayFrame
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.session.effects import HandOver
from kiosk.session.lane import NOT_RIGHT, Phase, Ticket
from kiosk.session.state import SessionState, Step
from ui.exhibit import Exhibit


def express_exhibits(
    who: SessionState, live: DisplayFrame, capture: Capture, photo: FinishedPhoto
) -> Iterator[Exhibit]:
    """Yield the pages; ``who`` is a session whose code was read and whose holder is known."""
    assert who.person is not None
    taken = HandOver("first", who.person, who.consents, capture)
    since = live.frame.taken_at
    making = Ticket("first", 12, "测**  ···0417", Phase.DEVELOPING, since, taken)
    offered = Ticket("second", 11, "样*  ···0233", Phase.OFFERED, since, taken, photo)
    again = Ticket(
        "third", 10, "示**  ···1098", Phase.RETAKE, since, reason=NOT_RIGHT, faults=("lips_closed",)
    )
    sent = Ticket("fourth", 9, "某*  ···0051", Phase.SAVED, since, submission="id", delivered=True)
    late = Ticket("fifth", 8, "甲**  ···0777", Phase.UNSAVED, since, taken, photo)
    scan = SessionState(step=Step.SCAN, session="next")
    yield Exhibit("express-attract", SessionState(entered_at=since), tickets=())
    yield Exhibit(
        "express-taken", SessionState(step=Step.TAKEN, session="first", capture=capture), tickets=(making,)
    )
    yield Exhibit("express-scan", scan, live, tickets=(again, offered, making))
    yield Exhibit("express-frame", _at(who, Step.FRAME), live, tickets=(late, sent))
    for step in (Step.CONFIRM, Step.CONSENT):
        yield Exhibit(f"express-{step}", _at(who, step), tickets=(offered, making))


def _at(who: SessionState, step: Step) -> SessionState:
    return SessionState(step=step, session=who.session, code=who.code, person=who.person)
