"""The model of the fee page: what is to be paid, how, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.campaign.payment import Bill
from kiosk.campaign.rules import FeeProvider
from ui.presenters.staff import PIN_MIN_CHARS
from ui.view import View


class FeeFace(StrEnum):
    """What the page shows: being asked for, a payment code, the way to the desk, staff's PIN, a failure, or
    that the fee is left for later and the session goes on by itself.
    """

    ASKING = "asking"
    CODE = "code"
    DESK = "desk"
    FAILED = "failed"
    STAFF = "staff"
    LEFT_OPEN = "left-open"


LEFT_OPEN = "fee-left-open"
"""The notice of a fee that is left for later."""


@dataclass(frozen=True)
class FeePage:
    """``status`` is what is waited for while it ``waits``, else a warning; None where neither is to be said.

    ``button`` is the one thing to do here, None while there is none.
    """

    face: FeeFace
    title: str
    lead: str
    amount: str
    amount_note: str
    status: str | None
    waits: bool
    url: str | None
    steps: tuple[str, ...]
    pin: str
    pin_notice: str | None
    button: str | None
    ready: bool
    back: str
    help: str


def present_fee(view: View) -> FeePage:
    """Return the model; without a bill or a failure it is still being found out what is due."""
    texts, state, bill = view.texts, view.state, view.state.bill
    notice = None if state.notice is None else texts.notice(state.notice)
    face = _face(view)
    pin = view.draft.pin if face is FeeFace.STAFF else ""
    rehearsal = bill is not None and bill.provider is FeeProvider.SANDBOX
    status = {
        FeeFace.ASKING: texts("fee.asking"),
        FeeFace.CODE: texts("fee.rehearsal" if rehearsal else "fee.waiting"),
        FeeFace.DESK: texts("fee.waiting_desk"),
    }.get(face)
    awaited = notice is None and status is not None and not (rehearsal and face is FeeFace.CODE)
    if notice is not None and face is not FeeFace.STAFF:
        status = notice
    button = {FeeFace.FAILED: texts("fee.retry"), FeeFace.STAFF: texts("fee.mark")}.get(face)
    steps = ("1", "2", "3") if face is FeeFace.CODE else ()
    return FeePage(
        face=face,
        title=texts("fee.title_staff" if face is FeeFace.STAFF else "fee.title"),
        lead=texts(f"fee.lead_{face}"),
        amount=money(view.campaign.fee.amount_fen if bill is None else bill.amount_fen),
        amount_note=texts("fee.once"),
        status=status,
        waits=awaited or face is FeeFace.LEFT_OPEN,  # that goes on by itself
        url=None if bill is None or face is not FeeFace.CODE else bill.qr,
        steps=tuple(texts(f"fee.{_provider(bill)}_step{nth}") for nth in steps),
        pin="●" * len(pin),
        pin_notice=notice if face is FeeFace.STAFF else None,
        button=button,
        ready=face is not FeeFace.STAFF or len(pin) >= PIN_MIN_CHARS,
        back=texts("common.back"),
        help=texts("standing.help"),
    )


def money(amount_fen: int) -> str:
    """Return an amount as it is written on a bill."""
    return f"¥{amount_fen // 100}.{amount_fen % 100:02d}"


def _face(view: View) -> FeeFace:
    state = view.state
    if state.bill is None and state.notice is not None:
        return FeeFace.LEFT_OPEN if state.notice == LEFT_OPEN else FeeFace.FAILED
    if state.bill is None:
        return FeeFace.ASKING
    if state.staff:
        return FeeFace.STAFF
    return FeeFace.DESK if state.bill.qr is None else FeeFace.CODE


def _provider(bill: Bill | None) -> str:
    """Return whose steps are explained: WeChat's, or those of any other payment code."""
    return "wechat" if bill is not None and bill.provider is FeeProvider.WECHAT else "other"
