"""Models of the first pages: attract, and typing the code."""

from __future__ import annotations

from dataclasses import dataclass

from ui.view import View

CODE_DIGITS = 16


@dataclass(frozen=True)
class AttractPage:
    title: str
    other_title: str
    lead: str
    points: tuple[str, ...]
    button: str
    other_button: str
    help: str
    note: str


@dataclass(frozen=True)
class TypedPage:
    title: str
    lead: str
    shown: str
    complaint: str | None
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
        help=texts("attract.help"),
        note=texts("attract.note"),
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
