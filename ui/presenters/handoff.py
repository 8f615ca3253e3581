"""The model of the card by which the student's own phone takes over the writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.session.parts import HandoffKind
from ui.view import View

NOTICES = "handoff-"
"""Notices that begin so belong to this card."""
EXPIRED = "handoff-expired"
"""Of them, the one after which only a new code is needed."""


class PanelState(StrEnum):
    """Offered, being asked for, not to be had now, shown as a QR code, or the phone has sent something."""

    OFFER = "offer"
    ASKING = "asking"
    FAILED = "failed"
    OPEN = "open"
    RECEIVED = "received"


@dataclass(frozen=True)
class PhonePanel:
    """``url`` is what the QR code says; ``left`` how long it is good; ``button`` asks for one.

    ``lines`` are steps, what to do instead when it failed, or what was received; ``title`` is empty where a
    ``notice`` stands for it.
    """

    state: PanelState
    title: str
    lines: tuple[str, ...]
    url: str | None
    left: str | None
    notice: str | None
    button: str | None


def present_panel(
    view: View, kind: HandoffKind, now: datetime, asking: bool, received: tuple[str, ...] = ()
) -> PhonePanel:
    """Return the model.

    Parameters
    ----------
    now
        The wall clock, with time zone, against which the code expires.
    asking
        Whether the code was asked for and neither came nor failed yet.
    received
        What the phone has sent, as it may be shown; empty before.
    """
    texts, handoff = view.texts, view.state.handoff
    notice = handoff_notice(view)
    steps = (texts("handoff.step1"), texts(f"handoff.step2_{kind}"), texts("handoff.step3"))
    if handoff is not None and handoff.kind is kind:
        left = texts("handoff.left", left=texts.lasting((handoff.expires_at - now).total_seconds()))
        return PhonePanel(PanelState.OPEN, texts("handoff.open"), steps, handoff.url, left, None, None)
    if asking and notice is None:
        return PhonePanel(PanelState.ASKING, texts("handoff.asking"), steps, None, None, None, None)
    if received and notice is None:
        again = texts("handoff.again")
        return PhonePanel(PanelState.RECEIVED, texts("handoff.received"), received, None, None, None, again)
    if notice is not None:
        instead = () if view.state.notice == EXPIRED else (texts(f"handoff.instead_{kind}"),)
        return PhonePanel(PanelState.FAILED, "", instead, None, None, notice, texts("handoff.retry"))
    return PhonePanel(
        PanelState.OFFER, texts(f"handoff.offer_{kind}"), steps, None, None, None, texts("handoff.button")
    )


def handoff_notice(view: View) -> str | None:
    """Return what went wrong with the phone's page, in words; None when nothing did."""
    notice = view.state.notice
    return view.texts.notice(notice) if notice is not None and notice.startswith(NOTICES) else None
