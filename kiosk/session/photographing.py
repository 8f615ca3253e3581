"""The session from the guide to the saved submission: take (or choose), look, keep."""

from __future__ import annotations

from dataclasses import replace

from kiosk.campaign.person import Person
from kiosk.campaign.rules import COMPARISON
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto
from kiosk.session import events as ev
from kiosk.session.effects import (
    CountPhoto,
    DevelopFile,
    DevelopPhoto,
    Effect,
    Forget,
    HandOver,
    SaveSubmission,
)
from kiosk.session.moves import Outcome, Table, go, to
from kiosk.session.parts import Flow
from kiosk.session.settling import before_camera
from kiosk.session.state import Kept, SessionState, Step

USED_UP = "photos-used-up"
"""Notice: the campaign's limit of finished photos is reached; the last one can still be submitted."""

EARLIER = "earlier-kept"
"""Notice: the photo shown is an earlier one, which is more like the enrolment photo."""
STAFF_LOOK = "compare-staff"
"""Notice: staff have to look before the photo can be submitted."""


def _ask_file(state: SessionState, event: ev.FileAsked, now: float, flow: Flow) -> Outcome:
    return go(state, Step.FILES, now, from_file=True) if flow.studio_file else (state, ())


def _ready(state: SessionState, event: ev.Ready, now: float, flow: Flow) -> Outcome:
    return go(state, Step.FRAME, now, from_file=False)


def _stick_listed(state: SessionState, event: ev.StickListed, now: float, flow: Flow) -> Outcome:
    return replace(state, stick=event.listing), ()


def _captured(state: SessionState, event: ev.Captured, now: float, flow: Flow) -> Outcome:
    if flow.express and state.session is not None and state.person is not None:
        return _hand_over(state, state.session, state.person, event.capture, now)
    work = DevelopPhoto(event.capture)
    return go(state, Step.DEVELOPING, now, work, capture=event.capture, takes=state.takes + 1, photo=None)


def _hand_over(state: SessionState, session: str, person: Person, capture: Capture, now: float) -> Outcome:
    """Express mode: all that belongs to the photo goes with it; the screen keeps the caught instant only."""
    taken = HandOver(session, person, state.consents, capture, state.waiver, state.contact, state.payment)
    return go(SessionState(session=session, capture=capture), Step.TAKEN, now, taken)


def _file_chosen(state: SessionState, event: ev.PictureChosen, now: float, flow: Flow) -> Outcome:
    work = DevelopFile(event.picture, state.waived)
    return go(state, Step.DEVELOPING, now, work, capture=None, takes=state.takes + 1, photo=None)


def _developed(state: SessionState, event: ev.Developed, now: float, flow: Flow) -> Outcome:
    """A photo that meets its standard counts for the limit; one that does not was none."""
    if _given_up(state, event.capture):
        return state, ()
    right = event.photo.waiving(state.waived).inspection.ok and state.person is not None
    counted: tuple[Effect, ...] = (CountPhoto(state.person),) if right and state.person is not None else ()
    capture = state.capture if event.capture is None else event.capture
    finished = state.finished + bool(counted)
    if capture is not None and state.kept is not None and not _as_good(event.photo, state.kept.photo, state):
        shown = {"photo": state.kept.photo, "capture": state.kept.capture, "notice": EARLIER}
        return go(state, Step.REVIEW, now, *counted, **shown, finished=finished)
    return go(state, Step.REVIEW, now, *counted, photo=event.photo, capture=capture, finished=finished)


def _as_good(new: FinishedPhoto, earlier: FinishedPhoto, state: SessionState) -> bool:
    """Whether a new try takes an earlier one's place: below the mark the one more alike is kept."""
    if new.comparison is not None and new.comparison.passed:
        return True
    return new.waiving(state.waived).inspection.ok and _score(new) >= _score(earlier)


def _score(photo: FinishedPhoto) -> int:
    result = None if photo.comparison is None else photo.comparison.result
    return -1 if result is None else result.score


def _kept(state: SessionState) -> Kept | None:
    """Return what is kept while the person tries again to come out more like the enrolment photo."""
    photo, capture, judged = state.photo, state.capture, state.judged
    if photo is None or capture is None or judged is None or photo.comparison is None:
        return None
    trying = photo.comparison.told and not photo.comparison.passed and photo.comparison.result is not None
    return Kept(capture, photo) if trying and judged.inspection.ok else None


def _given_up(state: SessionState, capture: Capture | None) -> bool:
    """Whether this is about a picture the person did not wait for: another is being made by now.

    A studio file has no capture before it is read: whatever came from the camera is not what it is made of.
    """
    if capture is None:
        return False
    if state.from_file:
        return capture.original is None
    return state.capture is not None and capture is not state.capture


def _taken_again(state: SessionState, event: ev.RetakeAsked, now: float, flow: Flow) -> Outcome:
    """The person does not wait for this one; when it comes after all, nobody asks for it any more."""
    return (state, ()) if state.from_file else go(state, Step.FRAME, now, capture=None)


def _develop_failed(state: SessionState, event: ev.DevelopFailed, now: float, flow: Flow) -> Outcome:
    if _given_up(state, event.capture):
        return state, ()
    back = Step.FILES if state.from_file else Step.FRAME
    return go(state, Step.TROUBLE, now, trouble=event.error, back=back, capture=None)


def photos_left(state: SessionState) -> int | None:
    """Return how many finished photos the person may still make; None when nothing is known of a limit."""
    return None if state.standing is None else max(0, state.standing.photos_left - state.finished)


def _retake(state: SessionState, event: ev.RetakeAsked, now: float, flow: Flow) -> Outcome:
    if photos_left(state) == 0:
        return replace(state, notice=USED_UP, active_at=now), ()
    step = Step.FILES if state.from_file else Step.FRAME
    gone = {"capture": None, "photo": None, "waiver": _without_look(state.waiver)}
    return go(state, step, now, **gone, kept=_kept(state))


def _without_look(waiver: Waiver | None) -> Waiver | None:
    """Return what stays waived for another photo: who is on it has to be looked at anew."""
    rules = () if waiver is None else tuple(rule for rule in waiver.rules if rule != COMPARISON)
    return None if waiver is None or not rules else replace(waiver, rules=rules)


def _submit(state: SessionState, event: ev.SubmitAsked, now: float, flow: Flow) -> Outcome:
    photo = state.judged
    if state.person is None or state.capture is None or photo is None:
        raise ValueError("the review page needs a person, a capture and a photo")
    if state.held:
        return replace(state, notice=STAFF_LOOK, active_at=now), ()
    save = SaveSubmission(
        state.person,
        state.consents,
        state.capture,
        photo,
        state.waiver,
        state.contact,
        state.payment,
    )
    return go(state, Step.SAVING, now, save)


def _saved(state: SessionState, event: ev.Saved, now: float, flow: Flow) -> Outcome:
    gone = {"capture": None, "photo": None, "kept": None}
    return go(state, Step.DONE, now, Forget(), submission=event.submission, **gone)


def _save_failed(state: SessionState, event: ev.SaveFailed, now: float, flow: Flow) -> Outcome:
    return go(state, Step.TROUBLE, now, trouble=event.error, back=Step.REVIEW)


def _delivered(state: SessionState, event: ev.Delivered, now: float, flow: Flow) -> Outcome:
    return (replace(state, delivered=True) if event.submission == state.submission else state), ()


def _before_camera(state: SessionState, event: ev.Back, now: float, flow: Flow) -> Outcome:
    return before_camera(state, now, flow)


TABLE: Table = {
    (Step.PREPARE, ev.Ready): _ready,
    (Step.PREPARE, ev.FileAsked): _ask_file,
    (Step.PREPARE, ev.Back): to(Step.CONSENT),
    (Step.FRAME, ev.Captured): _captured,
    (Step.FRAME, ev.Back): _before_camera,
    (Step.FILES, ev.StickListed): _stick_listed,
    (Step.FILES, ev.PictureChosen): _file_chosen,
    (Step.FILES, ev.Back): to(Step.PREPARE),
    (Step.DEVELOPING, ev.RetakeAsked): _taken_again,
    (Step.DEVELOPING, ev.Developed): _developed,
    (Step.DEVELOPING, ev.DevelopFailed): _develop_failed,
    (Step.REVIEW, ev.RetakeAsked): _retake,
    (Step.REVIEW, ev.SubmitAsked): _submit,
    (Step.SAVING, ev.Saved): _saved,
    (Step.SAVING, ev.SaveFailed): _save_failed,
    (Step.DONE, ev.Delivered): _delivered,
}
