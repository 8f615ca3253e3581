"""Models of the first pages: attract, scan, typing the code, confirm."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.campaign.identity import asked_fields
from kiosk.campaign.rules import IdentityField
from kiosk.capture_code.reader import Sight
from ui.view import View

CODE_DIGITS = 16
LAST4_CHARS = 4
STUDENT_NUMBER_MIN_CHARS = 4
STUDENT_NUMBER_MAX_CHARS = 32


@dataclass(frozen=True)
class AttractPage:
    title: str
    other_title: str
    lead: str
    points: tuple[str, ...]
    button: str
    other_button: str
    note: str


@dataclass(frozen=True)
class ScanPage:
    """``sight``: none, located or read; ``guidance`` is what to do with the phone now."""

    title: str
    lead: str
    sight: Sight
    guidance: str
    notice: str | None
    where: tuple[str, ...]
    where_title: str
    type_button: str
    back: str


@dataclass(frozen=True)
class TypedPage:
    title: str
    lead: str
    shown: str
    complaint: str | None
    complete: bool
    button: str
    back: str


@dataclass(frozen=True)
class EntryField:
    """One field a pad types into; ``example`` shows while it is empty."""

    name: str
    label: str
    text: str
    example: str
    active: bool


@dataclass(frozen=True)
class ConfirmPage:
    """``pad`` is ``last4`` or ``student_number``; ``notice`` has the tone ``bad`` or ``warn`` when locked."""

    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    record_note: str
    question: str
    fields: tuple[EntryField, ...]
    pad: str
    notice: str | None
    locked: bool
    complete: bool
    button: str
    back: str


def present_attract(view: View) -> AttractPage:
    texts = view.texts
    return AttractPage(
        title=texts("attract.title"),
        other_title=texts.other("attract.title"),
        lead=texts("attract.lead"),
        points=tuple(texts(f"attract.point{i}") for i in (1, 2, 3)),
        button=texts("attract.button"),
        other_button=texts.other("attract.button"),
        note=texts("attract.note"),
    )


def present_scan(view: View) -> ScanPage:
    texts, sighting, state = view.texts, view.sighting, view.state
    sight = Sight.NONE if sighting is None else sighting.state
    if sight is Sight.LOCATED and sighting is not None:
        guidance = texts("scan.nearer" if sighting.too_small else "scan.steady")
    else:
        guidance = texts(f"scan.{sight}")
    return ScanPage(
        title=texts("scan.title"),
        lead=texts("scan.lead"),
        sight=sight,
        guidance=guidance,
        notice=None if state.notice is None else texts.notice(state.notice),
        where=tuple(texts(f"scan.where{i}") for i in (1, 2, 3)),
        where_title=texts("scan.where_title"),
        type_button=texts("scan.type"),
        back=texts("common.leave"),
    )


def present_typed(view: View) -> TypedPage:
    texts, typed = view.texts, view.draft.code
    padded = typed.ljust(CODE_DIGITS, "·")
    return TypedPage(
        title=texts("typed.title"),
        lead=texts("typed.lead"),
        shown="  ".join(padded[i : i + 4] for i in range(0, CODE_DIGITS, 4)),
        complaint=None if view.draft.complaint is None else texts.notice(view.draft.complaint),
        complete=len(typed) == CODE_DIGITS,
        button=texts("typed.button"),
        back=texts("typed.back"),
    )


def present_confirm(view: View) -> ConfirmPage:
    texts, state, draft, code = view.texts, view.state, view.draft, view.state.code
    if code is None:
        raise ValueError("the confirm page needs a capture code")
    wants_number = IdentityField.STUDENT_NUMBER in asked_fields(code, view.campaign.identity)
    names = ("student_number", "last4") if wants_number else ("last4",)
    active = next((name for name in names if name == draft.field), names[0])
    typed = {"student_number": draft.student_number, "last4": draft.last4}
    locked = state.locked_until is not None and view.now < state.locked_until
    known = (
        ("name", code.name_masked), ("student_number", code.student_number), ("school", code.school_code),
        ("college", code.college), ("class", code.class_name), ("level", code.level),
        ("category", code.category), ("number", code.number),
    )  # fmt: skip
    rows = tuple((texts(f"record.{name}"), value) for name, value in known if value)
    return ConfirmPage(
        title=texts("confirm.title" if code.decoded else "confirm.title_unread"),
        lead=texts("confirm.lead" if code.decoded else "confirm.lead_unread"),
        rows=rows,
        record_note=texts("confirm.record_note" if code.decoded else "confirm.record_note_unread"),
        question=texts("confirm.question_both" if wants_number else "confirm.question"),
        fields=tuple(
            EntryField(
                name, texts(f"confirm.{name}"), typed[name], texts(f"confirm.{name}_example"), name == active
            )
            for name in names
        ),
        pad=active,
        notice=_identity_notice(view, locked),
        locked=locked,
        complete=not locked
        and len(draft.last4) == LAST4_CHARS
        and (not wants_number or len(draft.student_number) >= STUDENT_NUMBER_MIN_CHARS),
        button=texts("confirm.button"),
        back=texts("confirm.back"),
    )


def _identity_notice(view: View, locked: bool) -> str | None:
    state = view.state
    if locked and state.locked_until is not None:
        minutes, seconds = divmod(math.ceil(state.locked_until - view.now), 60)
        return view.texts("confirm.locked", left=f"{minutes}:{seconds:02d}")
    if view.draft.complaint is not None:
        return view.texts.notice(view.draft.complaint)
    if state.notice is None or state.notice == "identity-locked":
        return None
    return view.texts.notice(state.notice)
