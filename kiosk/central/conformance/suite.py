"""The whole suite, rule by rule; whatever it sent is erased again, also when a rule fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from kiosk.central.conformance import committing, contact, following, taking
from kiosk.central.conformance.calls import Breach, Target
from kiosk.central.conformance.joining import Joining, apart
from kiosk.central.conformance.rows import Row, Rule, Verdict
from kiosk.central.conformance.visitor import Claim, Visitor, visitor_of

OWN_RULES = (*contact.RULES, *taking.RULES, *committing.RULES, *following.RULES)
CHAPTERS = (*dict.fromkeys(["enrolment", *(rule.chapter for rule in OWN_RULES), "apart", "manners"]),)
NO_CODE = "needs an enrolment code"
NO_SECOND_CODE = "needs a second enrolment code"


def run(
    target: Target,
    codes: Sequence[str] = (),
    visitor: Visitor | None = None,
    chapters: Sequence[str] = CHAPTERS,
    campaign: str | None = None,
) -> Iterator[Row]:
    """Try every rule and give its row as soon as it is known.

    Parameters
    ----------
    codes
        One-time codes: the first tries the enrolment, a second what booths see of each other.
    visitor
        A booth that is enrolled already, instead of the first code.
    chapters
        Which of :data:`CHAPTERS`; enrolment by code is done in any case.
    campaign
        In which campaign to submit, where the server takes its own only.
    """
    joining = Joining(target, codes[0] if codes else "")
    for rule in joining.rules():
        if visitor is not None or not codes:
            row = _row(rule, Verdict.SKIPPED, NO_CODE)
        else:
            row = _tried(rule, partial(rule.check, _NOBODY))
        if rule.chapter in chapters or row.verdict is Verdict.FAIL:
            yield row
    visitor = visitor or joining.visitor
    if visitor is None:
        return  # the enrolment's own rows say why
    visitor.campaign = campaign or visitor.campaign
    try:
        for rule in OWN_RULES:
            if rule.chapter in chapters:
                yield _tried(rule, partial(rule.check, visitor))
        if "apart" in chapters:
            yield from _apart(target, codes[1:], visitor)
    finally:
        left = visitor.tidy_up()
    if "manners" in chapters:
        yield from _manners(target, left)


def _apart(target: Target, codes: Sequence[str], visitor: Visitor) -> Iterator[Row]:
    if not codes:
        for rule in apart(_NOBODY):
            yield _row(rule, Verdict.SKIPPED, NO_SECOND_CODE)
        return
    try:
        other = visitor_of(target, Claim.make(codes[0]).send(target))
    except Breach as breach:
        for rule in apart(_NOBODY):
            yield _row(rule, Verdict.FAIL, f"the second booth could not be enrolled: {breach}")
        return
    for rule in apart(other):
        yield _tried(rule, partial(rule.check, visitor))


def _manners(target: Target, left: str) -> Iterator[Row]:
    seen = target.manners
    for name, expected, broken in (
        ("answer-digest", "Content-Digest of every body", seen.undigested),
        ("answer-problem", "problem+json with type, title, status", seen.not_a_problem),
        ("answer-redirect", "no 3xx but 304", seen.redirect),
        ("tidy", "all of this suite's submissions erased", left and f"still there: {left}"),
    ):
        verdict = Verdict.FAIL if broken else Verdict.OK
        yield Row("manners", name, "every call of this run", expected, verdict, broken or "")


def _tried(rule: Rule, check: Callable[[], None]) -> Row:
    try:
        check()
    except Breach as breach:
        return _row(rule, Verdict.FAIL, str(breach))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return _row(rule, Verdict.FAIL, f"an answer has another shape: {type(error).__name__}")
    return _row(rule, Verdict.OK, "")


def _row(rule: Rule, verdict: Verdict, reason: str) -> Row:
    return Row(rule.chapter, rule.name, rule.request, rule.expected, verdict, reason)


_NOBODY = Visitor(Target(""), "", "", {})
"""Stands where a rule needs no booth yet."""
