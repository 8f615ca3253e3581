"""Models of the pages on which the capture code comes in: by the camera, or from the person's own phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.capture_code.reader import Hindrance, Sight
from kiosk.session.parts import HandoffKind
from ui.presenters.handoff import NOTICES, PhonePanel, present_panel
from ui.view import View

NOT_CODES = frozenset({"code-payment", "code-link", "code-wifi", "code-card", "code-other"})
"""Notices of a QR code that is another kind of code, worded for who holds it to the camera."""


@dataclass(frozen=True)
class ScanPage:
    """``sight``: none, located or read; ``guidance`` is what to do with the phone now, said in ``tone``.

    ``stick_button`` and ``phone_button`` are None where the campaign does not offer that way.
    """

    title: str
    lead: str
    sight: Sight
    guidance: str
    tone: str
    notice: str | None
    help: str
    ways: str
    type_button: str
    stick_button: str | None
    phone_button: str | None
    back: str


@dataclass(frozen=True)
class PhonePage:
    """``notice``: what was wrong with what the phone sent."""

    title: str
    lead: str
    panel: PhonePanel
    notice: str | None
    back: str


def present_scan(view: View) -> ScanPage:
    texts, sighting, state, steps = view.texts, view.sighting, view.state, view.campaign.steps
    sight = Sight.NONE if sighting is None else sighting.state
    why = None if sighting is None or sight is not Sight.LOCATED else sighting.hindrance
    tone = "plain" if sight is Sight.NONE else "good" if why in (None, Hindrance.UNSTEADY) else "warn"
    return ScanPage(
        title=texts("scan.title"),
        lead=texts("scan.lead"),
        sight=sight,
        guidance=texts(f"scan.{sight}" if why is None else f"scan.hindrance_{why}"),
        tone=tone,
        notice=None if state.notice is None else texts.notice(state.notice),
        help=texts("scan.help"),
        ways=texts("scan.ways"),
        type_button=texts("scan.type"),
        stick_button=texts("scan.stick") if steps.code_from_stick else None,
        phone_button=texts("scan.phone") if steps.code_from_phone else None,
        back=texts("common.leave"),
    )


def present_phone(view: View, now: datetime, asking: bool) -> PhonePage:
    """Return the model; ``now`` and ``asking`` as in :func:`ui.presenters.handoff.present_panel`."""
    texts, notice = view.texts, view.state.notice
    if notice in NOT_CODES:
        notice = "upload-wrong"  # nothing is held to a camera here
    return PhonePage(
        title=texts("phone.title"),
        lead=texts("phone.lead"),
        panel=present_panel(view, HandoffKind.CODE, now, asking),
        notice=None if notice is None or notice.startswith(NOTICES) else texts.notice(notice),
        back=texts("phone.back"),
    )
