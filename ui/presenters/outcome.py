"""Models of the pages after the shutter: review, saving, done, trouble, and the operator's page."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto
from ui.texts import Texts
from ui.view import View

CHECK_GROUPS: dict[str, tuple[str, ...]] = {
    "file": ("format", "width", "height", "dpi", "file_size", "quality", "colour", "metadata"),
    "place": ("hair_top", "eye_line", "face_width", "centre_x", "one_face"),
    "head": ("yaw", "pitch", "roll"),
    "eyes": ("eye_left_open", "eye_right_open"),
    "mouth": ("lips_closed",),
    "ears": ("ear_left_visible", "ear_right_visible"),
    "background": ("background_colour", "background_evenness", "outline"),
}
"""The finished photo's checks in the groups a person is told about; others stand under ``other``."""


@dataclass(frozen=True)
class CheckLine:
    """One group of checks in plain words; ``detail`` says what is not right."""

    name: str
    status: CheckStatus
    word: str
    detail: str | None


@dataclass(frozen=True, eq=False)
class ReviewPage:
    """``tone`` of the verdict: ``good`` or ``warn``."""

    title: str
    verdict: str
    verdict_note: str
    tone: str
    photo: FinishedPhoto
    original: Frame | None
    photo_caption: str
    print_caption: str
    original_caption: str
    checks: tuple[CheckLine, ...]
    submit: str
    retake: str


@dataclass(frozen=True)
class SavingPage:
    title: str
    lead: str


@dataclass(frozen=True)
class DonePage:
    title: str
    other_title: str
    saved: str
    saved_note: str
    delivered: bool
    delivery: str
    delivery_note: str
    receipt: str
    goodbye: str
    button: str


@dataclass(frozen=True)
class TroublePage:
    title: str
    advice: str
    code: str
    button: str
    leave: str | None


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
    leave: str


PIN_MIN_CHARS = 4
PIN_MAX_CHARS = 12


def present_review(view: View) -> ReviewPage:
    """Return the model; the page exists only with a finished photo."""
    texts, photo, capture = view.texts, view.state.photo, view.state.capture
    if photo is None:
        raise ValueError("the review page needs a finished photo")
    lines = check_lines(view, photo.inspection.checks)
    manual_faults = () if capture is None else capture.failed_rules
    ok = photo.inspection.ok
    note = "review.ok_note" if ok else "review.not_ok_note"
    if ok and any(line.status is not CheckStatus.PASS for line in lines):
        note = "review.staff_note"
    if ok and capture is not None and capture.manual and manual_faults:
        note = "review.manual_note"
    size = view.spec.size
    return ReviewPage(
        title=texts("review.title"),
        verdict=texts("review.ok" if ok else "review.not_ok"),
        verdict_note=texts(note),
        tone="good" if ok else "warn",
        photo=photo,
        original=None if capture is None else capture.frame,
        photo_caption=texts("review.photo", width=size.width_px, height=size.height_px),
        print_caption=texts("review.print"),
        original_caption=texts("review.original"),
        checks=lines,
        submit=texts("review.submit" if ok else "review.submit_anyway"),
        retake=texts("review.retake"),
    )


def check_lines(view: View, checks: tuple[Check, ...]) -> tuple[CheckLine, ...]:
    """Return one line a group, in a fixed order; a group is as good as its worst check."""
    grouped = {name for names in CHECK_GROUPS.values() for name in names}
    groups = {**CHECK_GROUPS, "other": tuple(c.check for c in checks if c.check not in grouped)}
    lines = []
    for group, names in groups.items():
        members = [check for check in checks if check.check in names]
        if not members:
            continue
        faults = [check for check in members if check.status is CheckStatus.FAIL]
        unknown = [check for check in members if check.status is CheckStatus.UNKNOWN]
        status = CheckStatus.FAIL if faults else CheckStatus.UNKNOWN if unknown else CheckStatus.PASS
        words = [_what_to_do(view, c) for c in faults] or [
            view.texts.named("check", c.check) for c in unknown
        ]
        detail = view.texts("review.and").join(dict.fromkeys(words))
        lines.append(
            CheckLine(
                view.texts(f"checkgroup.{group}"), status, view.texts(f"review.word_{status}"), detail or None
            )
        )
    return tuple(lines)


def _what_to_do(view: View, check: Check) -> str:
    """Return how to do better next time, or what failed where the person can do nothing about it."""
    family = "todo" if view.texts.has(f"todo.{check.check}") else "check"
    return view.texts.named(family, check.check)


def present_saving(view: View) -> SavingPage:
    return SavingPage(view.texts("saving.title"), view.texts("saving.lead"))


def present_done(view: View) -> DonePage:
    """Return the model; the page is reached only after the submission is durable."""
    texts, state = view.texts, view.state
    return DonePage(
        title=texts("done.title"),
        other_title=texts.other("done.title"),
        saved=texts("done.saved"),
        saved_note=texts("done.saved_note"),
        delivered=state.delivered,
        delivery=texts("done.delivered" if state.delivered else "done.waiting"),
        delivery_note=texts("done.delivered_note" if state.delivered else "done.waiting_note"),
        receipt=texts("done.receipt", number=(state.submission or "")[-8:].upper()),
        goodbye=texts("done.goodbye"),
        button=texts("done.button"),
    )


def present_trouble(view: View) -> TroublePage:
    error = view.state.trouble
    if error is None:
        raise ValueError("the trouble page needs an error")
    title, advice = view.texts.error(error)
    return TroublePage(
        title,
        advice,
        view.texts("trouble.code", code=error.code),
        view.texts("trouble.button"),
        None if view.state.session is None else view.texts("common.leave"),
    )


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
        leave=texts("operator.leave"),
    )


def _fault_words(texts: Texts, code: str) -> str:
    return texts.error(KioskError(code, code, ""))[0]


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
        (texts("operator.blocked"), str(health.blocked), "good" if health.blocked == 0 else "bad"),
        (texts("operator.disk"), free, "plain"),
        (texts("operator.campaign"), view.campaign.name.in_language(texts.language), "plain"),
    )
