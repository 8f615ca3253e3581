"""The bench's tables as Markdown: of the grid and of the wrong starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from kiosk.bench import asked
from kiosk.bench.drawn import TRUE_VALUES, Outcome
from kiosk.bench.rates import Rate, count, spread
from kiosk.bench.starts import GIVEN_UP_S, Start
from kiosk.bench.truth import CRITERIA
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Severity

TURNED = frozenset({"any pose"})
"""Errors of the head's and shoulders' angles are of these pictures only: upright ones flatter the median."""
_TONES = ("light", "medium", "dark")
_NAMED = 5


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def errors(outcomes: Sequence[Outcome], units: dict[str, str]) -> str:
    """Return how far each measure with a drawn value is off."""
    rows = []
    for name in TRUE_VALUES:
        angle = name in asked.ERRORS
        chosen = [o for o in outcomes if not angle or TURNED & set(o.faults)]
        found = spread(o.errors[name] for o in chosen if name in o.errors)
        if found is None:
            continue
        low, high = asked.ERRORS.get(name, (None, None))
        fine = (low is None or found.median <= low) and (high is None or found.p95 <= high)
        limit = (
            "" if high is None else f"{'' if low is None else f'{low:g} / '}{high:g}{'' if fine else ' ✗'}"
        )
        number = "{:.2f}" if units[name] != "px" else "{:.1f}"
        rows.append(
            [
                f"{name}",
                *(number.format(v) for v in (found.median, found.p95)),
                f"{found.bias:+.2f}",
                str(found.count),
                limit,
            ]
        )
    return table(("measure", "median", "p95", "mean", "pictures", "asked: median / p95"), rows)


def rates(outcomes: Sequence[Outcome], rules: Rules) -> str:
    """Return the error rates of every rule, musts first as the configuration orders them."""
    rows = []
    for rule in rules.rules:
        pairs = [(o.truths[rule.name], o.verdicts[rule.name]) for o in outcomes]
        found, limits = count(pairs), asked.RATES.get(rule.name)
        rows.append(
            [
                rule.name,
                rule.severity.value,
                str(found.false_accepts) + _mark(found.false_accepts, limits and limits[0]),
                str(found.false_rejects) + _mark(found.false_rejects, limits and limits[1]),
                f"{found.unknown_unmet.hits}/{found.unknown_unmet.count}",
                f"{found.unknown_met.hits}/{found.unknown_met.count}",
                str(sum(true is None for true, _ in pairs)),
                "" if limits is None else f"{limits[0]:.0%} / {limits[1]:.0%}",
            ]
        )
    head = ("rule", "severity", "false accepts", "false rejects", "unknown, unmet", "unknown, met", "grey")
    return table((*head, "asked"), rows)


def tones(outcomes: Sequence[Outcome], rules: Rules) -> str:
    """Return the musts' error rates for each class of skin tone."""
    rows = []
    for rule in rules.rules:
        if rule.severity is not Severity.MUST:
            continue
        cells = [rule.name]
        for tone in _TONES:
            found = count((o.truths[rule.name], o.verdicts[rule.name]) for o in outcomes if o.tone == tone)
            cells += [_short(found.false_accepts), _short(found.false_rejects)]
        rows.append(cells)
    head = ["rule", *(f"{tone}: {kind}" for tone in _TONES for kind in ("false accepts", "false rejects"))]
    return table(head, rows)


def culprits(outcomes: Sequence[Outcome], rules: Rules) -> str:
    """Return for every rule which faults the misjudged pictures had, those with most first."""
    rows = []
    for rule in rules.rules:
        wrong = {True: Counter[str](), False: Counter[str]()}
        for outcome in outcomes:
            true, verdict = outcome.truths[rule.name], outcome.verdicts[rule.name]
            if (true, verdict) in ((True, "fail"), (False, "pass")):
                assert true is not None
                wrong[true][" + ".join(sorted(outcome.faults)) or "well posed"] += 1
        if any(wrong.values()):
            rows.append([rule.name, _few(wrong[False]), _few(wrong[True])])
    return table(("rule", "accepted falsely", "refused falsely"), rows)


def limits(rules: Rules) -> str:
    """Return the truth's limits of every rule."""
    rows = []
    for rule in rules.rules:
        criterion = CRITERIA[rule.name]
        way = ("≤", "≥") if criterion.unmet > criterion.met else ("≥", "≤")
        rows.append(
            [rule.name, criterion.what, f"{way[0]} {criterion.met:g}", f"{way[1]} {criterion.unmet:g}"]
        )
    return table(("rule", "number of the scene", "met", "unmet"), rows)


def starts(done: Sequence[Start]) -> str:
    """Return how people who sat down wrongly fared."""
    times = np.array([s.taken_s for s in done if s.taken_s is not None])
    photos = Rate(len(times), len(done))
    untrue = Counter(rule for start in done for rule in start.untrue)
    unknown = Counter(rule for start in done for rule in start.unknown)
    stuck = Counter(rule for start in done for rule in start.stuck)
    said = Counter(code for start in done for code in start.hints)
    true = Rate(sum(not s.untrue for s in done if s.taken_s is not None), len(times))
    median = float(np.median(times)) if times.size else float("inf")
    late = "" if median <= asked.MEDIAN_S else " ✗"
    rows = [
        [f"photo within {GIVEN_UP_S:g} s", str(photos) + least(photos, asked.LEAST_PHOTOS)],
        [
            "from sitting down to the photo",
            f"median {median:.1f} s{late}, p95 {np.percentile(times, 95):.1f} s" if times.size else "—",
        ],
        ["photos that meet every must by the truth", str(true) + ("" if true.hits == true.count else " ✗")],
        ["musts not met", _told(untrue)],
        ["musts not judged", _told(unknown)],
        ["musts that failed at the end without a photo", _told(stuck)],
        ["hints a person", f"{sum(said.values()) / len(done):.1f}"],
        ["hints said", _told(said)],
    ]
    return table((f"{len(done)} wrong starts", ""), rows)


def _few(counted: Counter[str]) -> str:
    """Return the commonest of what was counted, and how many the others are."""
    first = counted.most_common(_NAMED)
    others = counted.total() - sum(times for _, times in first)
    return ", ".join([f"{name} {times}" for name, times in first] + ([f"others {others}"] if others else []))


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in counted.most_common()) or "none"


def _mark(rate: Rate, most: float | None) -> str:
    return " ✗" if most is not None and rate.share is not None and rate.share > most else ""


def least(rate: Rate, asked_for: float) -> str:
    """Return the mark of a share that is less than asked for."""
    return " ✗" if rate.share is not None and rate.share < asked_for else ""


def _short(rate: Rate) -> str:
    return f"{rate.hits}/{rate.count}" + (f" = {rate.hits / rate.count:.1%}" if rate.count else "")
