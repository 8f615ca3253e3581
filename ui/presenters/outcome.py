"""Models of the pages after the shutter: review, saving, done, trouble."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto
from kiosk.photo.studio_file import StudioPhotoRefused
from kiosk.photo.words import Said, Words
from ui.presenters.staff import waiver_words
from ui.view import View


@dataclass(frozen=True)
class CheckLine:
    """One group of checks in plain words; ``detail`` says what is not right."""

    name: str
    status: CheckStatus
    word: str
    detail: str | None


@dataclass(frozen=True, eq=False)
class ReviewPage:
    """``tone`` of the verdict: ``good`` or ``warn``; ``waived``: what staff have let the person off.

    ``lines`` and ``no_lines`` are on the button that shows the photo with its lines, and takes them off.
    """

    title: str
    verdict: str
    verdict_note: str
    tone: str
    photo: FinishedPhoto
    capture: Capture | None
    photo_caption: str
    print_caption: str
    original_caption: str
    checks: tuple[CheckLine, ...]
    waived: str | None
    submit: str
    retake: str
    lines: str
    no_lines: str
    words: Words


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
        capture=capture,
        photo_caption=texts("review.photo", width=size.width_px, height=size.height_px),
        print_caption=texts("review.print"),
        original_caption=texts("review.original"),
        checks=lines,
        waived=None if view.state.waiver is None else waiver_words(view.texts, view.state.waiver),
        submit=texts("review.submit" if ok else "review.submit_anyway"),
        retake=texts("review.retake"),
        lines=texts("review.lines"),
        no_lines=texts("review.no_lines"),
        words=texts.photo,
    )


def check_lines(view: View, checks: tuple[Check, ...]) -> tuple[CheckLine, ...]:
    """Return one line a group, in a fixed order; a group is as good as its worst check."""
    words, tongue = view.texts.photo, view.texts.language.value
    lines = []
    for group, members in words.grouped(checks):
        faults = [check for check in members if check.status is CheckStatus.FAIL]
        unknown = [check for check in members if check.status is CheckStatus.UNKNOWN]
        status = CheckStatus.FAIL if faults else CheckStatus.UNKNOWN if unknown else CheckStatus.PASS
        said = [_what_to_do(words, c) for c in faults] or [words.title(c.check) for c in unknown]
        detail = view.texts("review.and").join(dict.fromkeys(each.within(tongue) for each in said))
        lines.append(
            CheckLine(
                words.group[group].within(tongue), status, view.texts(f"review.word_{status}"), detail or None
            )
        )
    return tuple(lines)


def _what_to_do(words: Words, check: Check) -> Said:
    """Return how to do better next time, or what failed where the person can do nothing about it."""
    known = words.check.get(check.check)
    return words.title(check.check) if known is None or known.staff else known.advice


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
    if isinstance(error, StudioPhotoRefused):
        rules = view.texts("review.and").join(view.texts.named("rule", rule) for rule in error.rules)
        advice = view.texts("files.reasons", rules=rules)
    return TroublePage(
        title,
        advice,
        view.texts("trouble.code", code=error.code),
        view.texts("trouble.button"),
        None if view.state.session is None else view.texts("common.leave"),
    )
