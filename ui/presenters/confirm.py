"""The model of the confirm page: what the code says, and what its holder must know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.campaign.identity import asked_fields
from kiosk.campaign.rules import IdentityField
from kiosk.capture_code.code import CaptureCode
from kiosk.session.identifying import ANOTHER
from kiosk.session.parts import HandoffKind
from ui.foreign import breakable, harmless
from ui.presenters.entry import CODE_DIGITS
from ui.presenters.handoff import PhonePanel, handoff_notice, present_panel
from ui.view import View

LAST4_CHARS = 4
STUDENT_NUMBER_MIN_CHARS = 4
STUDENT_NUMBER_MAX_CHARS = 32
NAME, STUDENT_NUMBER, LAST4 = "name", "student_number", "last4"
FIELDS = {
    IdentityField.NAME: NAME,
    IdentityField.STUDENT_NUMBER: STUDENT_NUMBER,
    IdentityField.LAST4: LAST4,
}
"""What is asked → the field it is written into."""


@dataclass(frozen=True)
class EntryField:
    """One field a pad types into; ``example`` shows while it is empty, ``complaint`` says what is wrong."""

    name: str
    label: str
    text: str
    example: str
    active: bool
    complaint: str | None = None


MISSING = "answer-missing"
"""Complaint: the button was touched before there was anything to send."""


@dataclass(frozen=True)
class ConfirmPage:
    """``writes`` names the field written into: by a pad, a ``name`` by the person's own phone.

    ``tone`` is the notice's: ``bad`` for an answer that was wrong, else ``warn``. ``large`` is a code that
    only the school can read, in fours, to compare with one's own: then there are no ``rows``.
    """

    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    large: tuple[str, ...] | None
    number_label: str
    record_note: str
    question: str
    fields: tuple[EntryField, ...]
    writes: str
    panel: PhonePanel
    notice: str | None
    tone: str
    locked: bool
    complete: bool
    button: str
    back: str
    wrong: str


def present_confirm(view: View, now: datetime, asking: bool = False) -> ConfirmPage:
    """Return the model; ``now`` and ``asking`` as in :func:`ui.presenters.handoff.present_panel`."""
    texts, state, draft, code = view.texts, view.state, view.draft, view.state.code
    if code is None:
        raise ValueError("the confirm page needs a capture code")
    names = [FIELDS[field] for field in asked_fields(code, view.campaign.identity)]
    typed = {
        NAME: "" if state.full_name is None else masked(state.full_name),
        STUDENT_NUMBER: draft.student_number,
        LAST4: draft.last4,
    }
    active = _active(view, names, asking)
    locked = state.locked_until is not None and view.now < state.locked_until
    complete = all(_complete(view, name) for name in names)
    return ConfirmPage(
        title=texts("confirm.title" if code.decoded else "confirm.title_unread"),
        lead=texts("confirm.lead" if code.decoded else "confirm.lead_unread"),
        rows=() if (large := _fours(code)) else _record(view, code),
        large=large,
        number_label=texts("record.number"),
        record_note=texts("confirm.record_note" if code.decoded else "confirm.record_note_unread"),
        question=texts(_question(names)),
        fields=tuple(
            EntryField(
                name,
                texts(f"confirm.{name}"),
                typed[name],
                texts(f"confirm.{name}_example"),
                name == active and not locked,
            )
            for name in names
        ),
        writes=active,
        panel=present_panel(view, HandoffKind.NAME, now, asking, (typed[NAME],) if typed[NAME] else ()),
        notice=_identity_notice(view, locked, complete),
        tone="warn" if locked or _nothing_wrong(view) else "bad",
        locked=locked,
        complete=complete and not locked,
        button=texts("confirm.button"),
        back=texts("confirm.back"),
        wrong=texts("confirm.wrong"),
    )


RECORD_ROWS = 8
"""Most rows that a record has: see :func:`_record`."""


def masked(name: str) -> str:
    """Return a name as it may be shown on a screen others can see: the first character of each part."""
    return " ".join(part[0] + "*" * (len(part) - 1) for part in name.split())


def _active(view: View, names: list[str], asking: bool) -> str:
    """Return the field written into; once the phone has sent the name, the next one."""
    state, chosen = view.state, view.draft.field
    busy = asking or state.handoff is not None or handoff_notice(view) is not None
    if chosen in names and (chosen != NAME or state.full_name is None or busy):
        return str(chosen)
    return next((name for name in names if name != NAME or state.full_name is None), names[0])


def _record(view: View, code: CaptureCode) -> tuple[tuple[str, str], ...]:
    school, named = code.school_code, code.school_code == view.campaign.school_code
    if school is not None and named:
        school = f"{view.campaign.school.in_language(view.texts.language)}  {school}"
    known = (
        ("name", code.name_masked), ("student_number", code.student_number),
        ("school_named" if named else "school", school),
        ("college", code.college), ("class", code.class_name), ("level", code.level),
        ("category", code.category), ("number", code.number),
    )  # fmt: skip
    return tuple((view.texts(f"record.{name}"), breakable(harmless(value))) for name, value in known if value)


def _fours(code: CaptureCode) -> tuple[str, ...] | None:
    number = code.number
    if code.decoded or number is None or len(number) != CODE_DIGITS:
        return None
    return tuple(number[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def _question(names: list[str]) -> str:
    if NAME in names:
        return "confirm.question_name"
    if STUDENT_NUMBER in names:
        return "confirm.question_both" if LAST4 in names else "confirm.question_number"
    return "confirm.question"


def _complete(view: View, name: str) -> bool:
    """Whether a field holds as much as it must; what is in it is judged when it is sent."""
    if name == NAME:
        return view.state.full_name is not None
    if name == LAST4:
        return len(view.draft.last4) == LAST4_CHARS
    return len(view.draft.student_number) >= STUDENT_NUMBER_MIN_CHARS


def _nothing_wrong(view: View) -> bool:
    """Whether nobody gave a wrong answer: there is none yet, or the seat seems to have changed hands."""
    complaint = view.draft.complaint
    return complaint == MISSING or (complaint is None and view.state.notice == ANOTHER)


def _identity_notice(view: View, locked: bool, complete: bool) -> str | None:
    state = view.state
    if locked and state.locked_until is not None:
        return view.texts("confirm.locked", left=view.texts.lasting(state.locked_until - view.now))
    complaint = view.draft.complaint
    if complaint is not None and not (complaint == MISSING and complete):
        return view.texts.notice(complaint)
    if state.notice is None or state.notice == "identity-locked" or handoff_notice(view) is not None:
        return None
    return view.texts.notice(state.notice)
