"""The review page's model: the finished photo, what to do better first, and every check in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk.campaign.rules import COMPARISON
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto
from kiosk.photo.words import Said, Words
from ui.presenters.matching import Match, present_match
from ui.presenters.pictures import Drawing, drawing_of
from ui.presenters.staff import waiver_words
from ui.texts import Texts
from ui.view import View


@dataclass(frozen=True)
class CheckLine:
    """One group of checks in plain words.

    Attributes
    ----------
    icon
        A file of ``assets/icons``.
    detail
        What is the matter and what to do, or what staff will look at; None when all is right.
    told_above
        Whether all there is to say of it is what stands above all lines.
    """

    name: str
    icon: str
    status: CheckStatus
    word: str
    detail: str | None
    told_above: bool = False


@dataclass(frozen=True)
class Better:
    """The one thing to do better: ``lead`` encourages, ``advice`` says it, ``reason`` why."""

    lead: str
    advice: str
    reason: str
    drawing: Drawing | None


@dataclass(frozen=True, eq=False)
class ReviewPage:
    """``tone`` of the verdict: ``good`` or ``warn``; ``waived``: what staff have let the person off.

    ``match`` tells of the comparison with the enrolment photo. ``better`` is None when nothing failed
    that the person could put right. ``lines`` and ``no_lines`` are on the button that shows the photo
    with its lines, and takes them off. ``sides`` name the original and the finished photo while both are
    seen, ``drag`` says how to see both; ``rest`` stands above what is right, None when everything is.
    ``retake_first``: another try is advised, where something can be better.
    """

    title: str
    verdict: str
    verdict_note: str
    tone: str
    better: Better | None
    photo: FinishedPhoto
    capture: Capture | None
    photo_caption: str
    print_caption: str
    original_caption: str
    wipe_name: str
    sides: tuple[str, str]
    drag: str
    rest: str | None
    checks: tuple[CheckLine, ...]
    waived: str | None
    match: Match | None
    retake_first: bool
    submit: str
    retake: str
    lines: str
    no_lines: str
    words: Words


def present_review(view: View) -> ReviewPage:
    """Return the model; the page exists only with a finished photo."""
    texts, photo, capture = view.texts, view.state.photo, view.state.capture
    judged = view.state.judged
    if photo is None or judged is None:
        raise ValueError("the review page needs a finished photo")
    checks, ok = judged.inspection.checks, judged.inspection.ok
    lines, match = check_lines(view, checks), present_match(view)
    alike = match is None or match.tone == "good"
    size = view.spec.size
    return ReviewPage(
        title=texts("review.title"),
        verdict=texts(("review.ok" if alike else "review.ok_but") if ok else "review.not_ok"),
        verdict_note=texts(_note(ok, alike, lines, capture)),
        tone="good" if ok and alike else "warn",
        better=None if ok else better_of(view, checks),
        photo=photo,
        capture=capture,
        photo_caption=texts("review.photo", width=size.width_px, height=size.height_px),
        print_caption=texts("review.print"),
        original_caption=texts("review.original"),
        wipe_name=texts("review.wipe"),
        sides=(texts("review.wipe_before"), texts("review.wipe_after")),
        drag=texts("review.wipe_drag"),
        rest=None if all(line.status is CheckStatus.PASS for line in lines) else texts("review.others"),
        checks=lines,
        waived=_waived(view),
        match=match,
        retake_first=not ok or (match is not None and match.retake_first),
        submit=texts("review.submit" if ok else "review.submit_anyway"),
        retake=texts("review.retake"),
        lines=texts("review.lines"),
        no_lines=texts("review.no_lines"),
        words=texts.photo,
    )


def _waived(view: View) -> str | None:
    """Say what staff waived; that they looked who it is stands with the comparison."""
    waiver = view.state.waiver
    rules = () if waiver is None else tuple(rule for rule in waiver.rules if rule != COMPARISON)
    return None if waiver is None or not rules else waiver_words(view.texts, replace(waiver, rules=rules))


def _note(ok: bool, alike: bool, lines: tuple[CheckLine, ...], capture: Capture | None) -> str:
    if not ok:
        return "review.not_ok_note"
    if capture is not None and capture.manual and capture.failed_rules:
        return "review.manual_note"
    if any(line.status is not CheckStatus.PASS for line in lines):
        return "review.staff_note"
    return "review.ok_note" if alike else "review.ok_but_note"


def better_of(view: View, checks: tuple[Check, ...]) -> Better | None:
    """Return the first thing the person can do better, in the order of the groups; a *must* before others."""
    words, tongue, texts = view.texts.photo, view.texts.language.value, view.texts
    first = _first_fault(words, checks)
    if first is None:
        return None
    return Better(
        lead=texts("review.next_time"),
        advice=_sentence(words.check[first.check].advice.within(tongue)),
        reason=texts("review.reason", reason=words.reason(first).within(tongue)),
        drawing=drawing_of(first),
    )


def check_lines(view: View, checks: tuple[Check, ...]) -> tuple[CheckLine, ...]:
    """Return one line a group, in a fixed order; a group is as good as its worst check."""
    words, tongue = view.texts.photo, view.texts.language.value
    first = _first_fault(words, checks)
    lines = []
    for group, members in words.grouped(checks):
        faults = [check for check in members if check.status is CheckStatus.FAIL]
        unknown = [check for check in members if check.status is CheckStatus.UNKNOWN]
        status = CheckStatus.FAIL if faults else CheckStatus.UNKNOWN if unknown else CheckStatus.PASS
        others = [c for c in faults if first is None or _advice(words, c) != _advice(words, first)]
        said = view.texts("review.and").join(dict.fromkeys(_told(view, others)))
        if unknown and not faults:
            names = view.texts("review.and").join(words.title(c.check).within(tongue) for c in unknown)
            said = view.texts("review.not_seen", names=names)
        lines.append(
            CheckLine(
                words.group[group].within(tongue),
                f"check-{group}",
                status,
                view.texts(f"review.word_{status}"),
                _sentence(said) or None,
                told_above=bool(faults) and not others,
            )
        )
    return tuple(lines)


def lines_if_good(texts: Texts) -> tuple[CheckLine, ...]:
    """Return the lines of a photo that every check has passed, whoever is on it."""
    tongue, word = texts.language.value, texts(f"review.word_{CheckStatus.PASS}")
    return tuple(
        CheckLine(name.within(tongue), f"check-{group}", CheckStatus.PASS, word, None)
        for group, name in texts.photo.group.items()
    )


def _first_fault(words: Words, checks: tuple[Check, ...]) -> Check | None:
    """Return the first check that failed and that the person can do something about."""
    faults = [check for check in _in_order(words, checks) if check.status is CheckStatus.FAIL]
    mends = [c for c in faults if c.check in words.check and not words.check[c.check].staff]
    return next((check for check in mends if check.must), next(iter(mends), None))


def _in_order(words: Words, checks: tuple[Check, ...]) -> Iterator[Check]:
    for _, members in words.grouped(checks):
        yield from members


def _advice(words: Words, check: Check) -> Said | None:
    """Return what the person can do about a check, None when there is nothing."""
    known = words.check.get(check.check)
    return None if known is None or known.staff else known.advice


def _told(view: View, faults: list[Check]) -> list[str]:
    """Return what to do about each fault, with the reason where there is but one."""
    words, tongue = view.texts.photo, view.texts.language.value
    said = []
    for check in faults:
        advice = _advice(words, check)
        if advice is None:
            said.append(words.title(check.check).within(tongue))
        elif len(faults) == 1:
            reason = words.reason(check).within(tongue)
            said.append(view.texts("review.because", reason=reason, advice=advice.within(tongue)))
        else:
            said.append(advice.within(tongue))
    return said


def _sentence(words: str) -> str:
    """Return words with a capital first letter, where the script has one."""
    return words[:1].upper() + words[1:]
