"""Models of the first pages: attract, scan, typing the code."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.capture_code.reader import Sight
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
