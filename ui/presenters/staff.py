"""Models of the pages for staff: the booth's health, and waiving rules for one person."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibration.record import Calibration, Part
from kiosk.errors import KioskError
from kiosk.guidance.waiver import NOTE_MAX_CHARS, Waiver, WaiverReason
from kiosk.photo.finished import PlateFit
from kiosk.services.kiosk import Health
from kiosk.store.second_volume import BackupState
from ui.texts import Texts
from ui.view import View


@dataclass(frozen=True)
class OperatorPage:
    """``rows`` are label, value and tone; empty until the PIN was right."""

    title: str
    lead: str
    unlocked: bool
    pin: str
    notice: str | None
    complete: bool
    button: str
    rows: tuple[tuple[str, str, str], ...]
    close: str
    set_up: str
    send_again: str
    leave: str


HELD_NAMED = 2
"""So many of what is held up are named; the row has no room for more."""
PIN_MIN_CHARS = 4
PIN_MAX_CHARS = 12


@dataclass(frozen=True)
class Option:
    """Something to tick or choose."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class WaiverPage:
    """``note`` is what was typed for the reason *other*, None while no words are asked for.

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
    button: str
    leave: str


def present_operator(view: View) -> OperatorPage:
    texts, state, pin = view.texts, view.state, view.draft.pin
    return OperatorPage(
        title=texts("operator.title"),
        lead=texts("operator.lead_open" if state.unlocked else "operator.lead"),
        unlocked=state.unlocked,
        pin="●" * len(pin),
        notice=None if state.notice is None else texts.notice(state.notice),
        complete=len(pin) >= PIN_MIN_CHARS,
        button=texts("operator.button"),
        rows=_health_rows(view) if state.unlocked else (),
        close=texts("operator.close"),
        set_up=texts("operator.set_up"),
        send_again=texts("operator.send_again"),
        leave=texts("operator.leave"),
    )


def _fault_words(texts: Texts, code: str) -> str:
    return texts.error(KioskError(code, code, ""))[0]


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


def _health_rows(view: View) -> tuple[tuple[str, str, str], ...]:
    texts, health = view.texts, view.health
    if health is None:
        return ()
    fault = health.camera_fault
    picture = texts("operator.running", fps=f"{health.camera_fps or 0:.0f}")
    free = texts("operator.gigabytes", count=f"{health.disk_free_mb / 1024:.1f}")
    return (
        (texts("operator.camera"), health.camera, "plain"),
        (
            texts("operator.camera_state"),
            picture if fault is None else _fault_words(texts, fault),
            "good" if fault is None else "bad",
        ),
        (
            texts("operator.link"),
            texts.named("linkstate", health.link),
            "good" if health.link == "ok" else "warn",
        ),
        (texts("operator.queued"), str(health.queued), "good" if health.queued == 0 else "warn"),
        (texts("operator.blocked"), *_held_words(texts, health)),
        (texts("operator.disk"), free, "plain"),
        *_backup_rows(texts, health.backup),
        *_set_up_rows(view),
        (texts("operator.campaign"), view.campaign.name.in_language(texts.language), "plain"),
    )


def _backup_rows(texts: Texts, backup: BackupState) -> tuple[tuple[str, str, str], ...]:
    if backup is BackupState.OFF:
        return ()
    tone = {BackupState.CURRENT: "good", BackupState.BEHIND: "warn"}.get(backup, "bad")
    return ((texts("operator.backup"), texts.named("backupstate", backup), tone),)


def _held_words(texts: Texts, health: Health) -> tuple[str, str]:
    """Say how many wait for staff, and of the oldest which they are and why."""
    count = max(health.blocked, len(health.held))
    if not health.held:
        return str(count), "good" if count == 0 else "bad"
    named = [
        texts("operator.held", number=held.seq, reason=texts.named("held", held.reason))
        for held in health.held[:HELD_NAMED]
    ]
    more = count - len(named)
    return texts("operator.join").join(named) + (texts("operator.more", count=more) if more else ""), "bad"


def _set_up_rows(view: View) -> tuple[tuple[str, str, str], ...]:
    texts, fit = view.texts, None if view.health is None else view.health.plate
    if view.calibration is None:
        return ()
    rows = [(texts("operator.setting"), *set_up_words(texts, view.calibration.calibration))]
    if fit is not None:
        tone = "good" if fit is PlateFit.USED else "warn"
        rows.append((texts("operator.plate"), texts(f"platefit.{fit}"), tone))
    return tuple(rows)


def present_waiver(view: View) -> WaiverPage:
    """Return the model; what was waived before is ticked until somebody touches it."""
    texts, state, draft = view.texts, view.state, view.draft
    ticked, reason = ticked_rules(view), chosen_reason(view)
    rules = tuple(Option(name, texts.named("rule", name), name in ticked) for name in state.waivable)
    takes_back = state.waiver is not None and not ticked
    noted = reason is not WaiverReason.OTHER or bool(draft.note.strip())
    ready = len(draft.pin) >= PIN_MIN_CHARS
    if state.unlocked:
        ready = takes_back or (bool(ticked) and reason is not None and noted)
    return WaiverPage(
        title=texts("waiver.title"),
        lead=texts("waiver.lead_open" if state.unlocked else "operator.lead"),
        unlocked=state.unlocked,
        pin="●" * len(draft.pin),
        notice=None if state.notice is None else texts.notice(state.notice),
        rules_title=texts("waiver.rules"),
        rules=rules,
        chosen=texts(
            "waiver.chosen", rules=texts("review.and").join(rule.label for rule in rules if rule.chosen)
        ),
        empty=None if rules else texts("waiver.empty"),
        reasons_title=texts("waiver.reasons"),
        reasons=tuple(Option(each, texts(f"waiver.reason_{each}"), each is reason) for each in WaiverReason),
        note=draft.note if ticked and reason is WaiverReason.OTHER else None,
        note_hint=texts("waiver.note_hint", count=NOTE_MAX_CHARS),
        ready=ready,
        button=texts(
            "operator.button" if not state.unlocked else "waiver.take_back" if takes_back else "waiver.button"
        ),
        leave=texts("common.back"),
    )


def ticked_rules(view: View) -> frozenset[str]:
    """Return the rules that are ticked now."""
    if view.draft.waived is not None:
        return view.draft.waived
    return frozenset() if view.state.waiver is None else frozenset(view.state.waiver.rules)


def chosen_reason(view: View) -> WaiverReason | None:
    """Return the reason that is chosen now."""
    if view.draft.reason is not None:
        return view.draft.reason
    return None if view.state.waiver is None else view.state.waiver.reason


def waiver_words(texts: Texts, waiver: Waiver) -> str:
    """Say in one short sentence what was waived, and why."""
    reason = waiver.note or texts(f"waiver.reason_{waiver.reason}")
    if len(waiver.rules) > 1:
        return texts("waiver.given_many", count=len(waiver.rules), reason=reason)
    return texts("waiver.given_one", rule=texts.named("rule", waiver.rules[0]), reason=reason)
