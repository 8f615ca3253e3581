"""Models of the pages for staff: waiving rules for one person, and how the booth is set up in words."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibration.record import Calibration, Part
from kiosk.campaign.rules import COMPARISON
from kiosk.guidance.waiver import NOTE_MAX_CHARS, Waiver, WaiverReason
from ui.texts import Texts
from ui.view import View

PIN_MIN_CHARS = 4
PIN_MAX_CHARS = 12
_REASONS_TO_LOOK = (WaiverReason.LOOKED_AT, WaiverReason.OTHER)
"""Where nothing but who it is has to be confirmed."""


@dataclass(frozen=True)
class Option:
    """Something to tick or choose."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class WaiverPage:
    """``note`` is what was typed for the reason *other*, None while no words are asked for.

    ``portrait`` is the button by which an enrolment photo is chosen, None where nobody is compared.
    ``photo`` is the finished photo's file where staff say whose it is, else nothing.
    ``chosen`` names the ticked rules in a sentence; ``ready``: whether the button does something; ``empty``
    says that there is nothing to waive.
    """

    title: str
    lead: str
    unlocked: bool
    pin: str
    notice: str | None
    rules_title: str
    rules: tuple[Option, ...]
    chosen: str
    empty: str | None
    reasons_title: str
    reasons: tuple[Option, ...]
    note: str | None
    note_hint: str
    ready: bool
    portrait: str | None
    photo: bytes
    button: str
    leave: str


def set_up_words(texts: Texts, calibration: Calibration) -> tuple[str, str]:
    """Say in a few words how the booth is set up, with a tone, for the staff page."""
    records = [calibration.part(part) for part in Part]
    missing = sum(record is None for record in records)
    wrong = sum(record is not None and bool(record.remarks) for record in records)
    if missing == len(records):
        return texts("calibrate.never"), "warn"
    dates = [f"{record.taken_at.astimezone():%Y-%m-%d}" for record in records if record is not None]
    if wrong or missing:
        return texts("calibrate.some", wrong=wrong, missing=missing, date=min(dates)), "warn"
    return texts("calibrate.all_good", date=min(dates)), "good"


def present_waiver(view: View) -> WaiverPage:
    """Return the model; what was waived before is ticked until somebody touches it."""
    texts, state, draft = view.texts, view.state, view.draft
    ticked, reason = ticked_rules(view), chosen_reason(view)
    rules = tuple(Option(name, texts.named("rule", name), name in ticked) for name in state.waivable)
    takes_back = state.waiver is not None and not ticked
    looks = COMPARISON in state.waivable
    only_looks = state.waivable == (COMPARISON,)
    opened = "waiver.lead_look" if looks else "waiver.lead_open"
    noted = reason is not WaiverReason.OTHER or bool(draft.note.strip())
    ready = len(draft.pin) >= PIN_MIN_CHARS
    if state.unlocked:
        ready = takes_back or (bool(ticked) and reason is not None and noted)
    return WaiverPage(
        title=texts("waiver.title_look" if looks else "waiver.title"),
        lead=texts(opened if state.unlocked else "operator.lead"),
        unlocked=state.unlocked,
        pin="●" * len(draft.pin),
        notice=None if state.notice is None else texts.notice(state.notice),
        rules_title=texts("waiver.confirm_look" if only_looks else "waiver.rules"),
        rules=rules,
        chosen=texts(
            "waiver.chosen", rules=texts("review.and").join(rule.label for rule in rules if rule.chosen)
        ),
        empty=None if rules else texts("waiver.empty"),
        reasons_title=texts("waiver.reasons"),
        reasons=tuple(
            Option(each, texts(f"waiver.reason_{each}"), each is reason)
            for each in (_REASONS_TO_LOOK if only_looks else WaiverReason)
            if looks or each is not WaiverReason.LOOKED_AT
        ),
        note=draft.note if ticked and reason is WaiverReason.OTHER else None,
        note_hint=texts("waiver.note_hint", count=NOTE_MAX_CHARS),
        ready=ready,
        portrait=texts("waiver.portrait") if _compares(view) else None,
        photo=state.photo.jpeg if looks and state.unlocked and state.photo is not None else b"",
        button=texts(_button(state.unlocked, takes_back, ticked)),
        leave=texts("common.back"),
    )


def _compares(view: View) -> bool:
    return view.state.unlocked and view.campaign.compare.on and view.state.agreed_to_compare


def _button(unlocked: bool, takes_back: bool, ticked: frozenset[str]) -> str:
    if not unlocked:
        return "operator.button"
    if takes_back:
        return "waiver.take_back"
    return "waiver.button_look" if ticked == {COMPARISON} else "waiver.button"


def ticked_rules(view: View) -> frozenset[str]:
    """Return the rules that are ticked now; who came to look who it is has that ticked already."""
    if view.draft.waived is not None:
        return view.draft.waived
    given = frozenset() if view.state.waiver is None else frozenset(view.state.waiver.rules)
    return given | ({COMPARISON} & set(view.state.waivable))


def chosen_reason(view: View) -> WaiverReason | None:
    """Return the reason that is chosen now."""
    if view.draft.reason is not None:
        return view.draft.reason
    if view.state.waiver is not None:
        return view.state.waiver.reason
    return WaiverReason.LOOKED_AT if COMPARISON in view.state.waivable else None


def waiver_words(texts: Texts, waiver: Waiver) -> str:
    """Say in one short sentence what was waived, and why."""
    reason = waiver.note or texts(f"waiver.reason_{waiver.reason}")
    if len(waiver.rules) > 1:
        return texts("waiver.given_many", count=len(waiver.rules), reason=reason)
    return texts("waiver.given_one", rule=texts.named("rule", waiver.rules[0]), reason=reason)
