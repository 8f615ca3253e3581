"""The bench's tables as Markdown: of the grid, of real pictures, of the wrong starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from kiosk.bench import asked
from kiosk.bench.drawn import TRUE_VALUES, Outcome
from kiosk.bench.rates import Rate, count, spread
from kiosk.bench.real import FAULTS, NEUTRAL, SMILING, Judged
from kiosk.bench.starts import GIVEN_UP_S, Start
from kiosk.bench.truth import CRITERIA
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Severity

TURNED = frozenset({"any pose"})
"""Errors of the head's and shoulders' angles are of these pictures only: upright ones flatter the median."""
_TONES = ("light", "medium", "dark")


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


def labelled(judged: Sequence[Judged]) -> str:
    """Return how ears and lips of real people are judged, by label."""
    neutral = [j for j in judged if j.picked.folder == NEUTRAL and not j.picked.fault]
    smiling = [j for j in judged if j.picked.folder == SMILING]
    ears = [
        (j.labels[column], j.verdicts[rule])
        for j in neutral
        for rule, column in (("ear-right", "ear_left_of_picture"), ("ear-left", "ear_right_of_picture"))
    ]
    hidden = ("partly", "covered")
    lips = [(j.labels["smiling_picture_mouth"], j.verdicts["mouth-closed"]) for j in smiling]
    rows = [
        _label("ear visible: accepted", ears, ("visible",), "pass", asked.EAR_SHOWN),
        _label("ear partly or fully covered: refused", ears, hidden, "fail", asked.EAR_HIDDEN),
        _label("smile with teeth: lips refused", lips, ("teeth",), "fail", asked.TEETH),
        _label("smile, lips closed: lips accepted", lips, ("closed",), "pass", asked.CLOSED),
        _label(
            "neutral: lips accepted",
            [("neutral", j.verdicts["mouth-closed"]) for j in neutral],
            ("neutral",),
            "pass",
            asked.CLOSED,
        ),
    ]
    return table(("label", "share (95 %)", "unknown", "asked"), rows)


def neutral(judged: Sequence[Judged]) -> str:
    """Return how many neutral people pass all that their picture truly meets, and what stops the others."""
    people = [j for j in judged if j.picked.folder == NEUTRAL and not j.picked.fault]
    rows = []
    for name, severities in (
        ("every must", {"must"}),
        ("every must and should", {"must", "should"}),
        ("every rule, staff's too", {"must", "should", "staff"}),
    ):
        stopped = [_refused(person, severities) for person in people]
        rate = Rate(sum(not rules for rules in stopped), len(people))
        told = Counter(rule for rules in stopped for rule in rules)
        reasons = ", ".join(f"{rule} {times}" for rule, times in told.most_common())
        rows.append([name, str(rate) + _least(rate, asked.NEUTRAL_PASS), reasons])
    return table(("passes", "people (95 %)", "refused by"), rows)


def derived(judged: Sequence[Judged], names: frozenset[str]) -> str:
    """Return how the faults put into real pictures are refused; ``names`` are the rules there are."""
    before = {j.picked.person: _refused(j, {"must"}) for j in judged if not j.picked.fault}
    rows = []
    for fault, wanted in FAULTS.items():
        pictures = [j for j in judged if j.picked.fault == fault]
        if not wanted <= names:
            rows.append([fault, f"no rule {', '.join(sorted(wanted))}", "", "", ""])
            continue
        refused = Rate(sum(any(j.verdicts[r] == "fail" for r in wanted) for j in pictures), len(pictures))
        others = [_refused(j, {"must"}) - wanted for j in pictures]
        news = [rules - before[j.picked.person] for j, rules in zip(pictures, others, strict=True)]
        told = Counter(rule for rules in others for rule in rules)
        rows.append(
            [
                fault,
                str(refused) + _least(refused, asked.REFUSED),
                str(Rate(sum(map(bool, others)), len(pictures))),
                str(Rate(sum(map(bool, news)), len(pictures))),
                ", ".join(f"{rule} {times}" for rule, times in told.most_common()),
            ]
        )
    head = ("fault", "refused for it (95 %)", "another must too", "not without the fault", "which")
    return table(head, rows)


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
        [f"photo within {GIVEN_UP_S:g} s", str(photos) + _least(photos, asked.LEAST_PHOTOS)],
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


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in counted.most_common()) or "none"


def _refused(judged: Judged, severities: set[str]) -> set[str]:
    """Return the rules of these severities that refuse what the picture truly meets."""
    return {
        rule
        for rule, verdict in judged.verdicts.items()
        if verdict == "fail" and judged.truths.get(rule) and judged.severities[rule] in severities
    }


def _label(
    name: str, pairs: list[tuple[str, str]], labels: tuple[str, ...], wanted: str, least: float
) -> list[str]:
    chosen = [verdict for label, verdict in pairs if label in labels]
    rate = Rate(chosen.count(wanted), len(chosen) - chosen.count("unknown"))
    return [name, str(rate) + _least(rate, least), str(chosen.count("unknown")), f"≥ {least:.0%}"]


def _mark(rate: Rate, most: float | None) -> str:
    return " ✗" if most is not None and rate.share is not None and rate.share > most else ""


def _least(rate: Rate, least: float) -> str:
    return " ✗" if rate.share is not None and rate.share < least else ""


def _short(rate: Rate) -> str:
    return f"{rate.hits}/{rate.count}" + (f" = {rate.hits / rate.count:.1%}" if rate.count else "")
