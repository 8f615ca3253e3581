"""One whole visit and what could be seen and measured on the way; the rows' tests look at it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractButton

from kiosk.geometry import Box
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.session.state import Step
from tests.peers.person import Person
from tests.peers.place import Student


@dataclass(frozen=True)
class Visit:
    """``captures`` and ``photos``: of the first take and of the retake that was submitted.

    Attributes
    ----------
    could_go_on
        Whether the agreements' button could be touched before, between and after the ticks.
    fee, guide, review
        What could be read on these pages.
    order
        The paid one.
    frame
        The drawn frame of the take that was submitted, px of the camera's picture.
    """

    student: Student
    could_go_on: tuple[bool, ...]
    fee: str
    order: str
    guide: str
    frame: Box
    review: str
    captures: tuple[Capture, Capture]
    photos: tuple[FinishedPhoto, FinishedPhoto]
    submission: str


def visit_once(person: Person, who: Student) -> Visit:
    """Go through everything, change one's mind about the first photo, submit the second."""
    person.arrive(who)
    person.identify(who)
    could_go_on = _agree_slowly(person)
    person.give_contact(who)
    person.see(Step.FEE)
    person.wait(lambda: person.kiosk.state.bill is not None)
    fee = person.says
    order = person.pay()
    guide = person.says
    person.be_photographed()
    first = _take(person)
    person.touch("retake")
    person.wait(lambda: person.shell.page_key == Step.FRAME and person.kiosk.guide is not None)
    assert person.kiosk.guide is not None
    frame = person.kiosk.guide.target.crop
    person.see(Step.REVIEW)
    second, review = _take(person), person.says
    return Visit(
        who,
        could_go_on,
        fee,
        order,
        guide,
        frame,
        review,
        (first[0], second[0]),
        (first[1], second[1]),
        person.submit(),
    )


def _take(person: Person) -> tuple[Capture, FinishedPhoto]:
    state = person.kiosk.state
    assert state.capture is not None and state.photo is not None
    return state.capture, state.photo


def _agree_slowly(person: Person) -> tuple[bool, ...]:
    person.see(Step.CONSENT)

    def can() -> bool:
        return bool(person.shell.page.findChild(QAbstractButton, "primary").isEnabled())

    seen = [can()]
    for text in person.kiosk.campaign.asked:
        person.touch(f"consent-{text.purpose}")
        seen.append(can())
    person.touch("primary")
    return tuple(seen)
