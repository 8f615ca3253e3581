"""The bench's tables of real pictures as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kiosk.bench import asked
from kiosk.bench.rates import Rate
from kiosk.bench.real import FAULTS, NEUTRAL, SMILING, Judged
from kiosk.bench.tables import least, table


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
        rows.append([name, str(rate) + least(rate, asked.NEUTRAL_PASS), reasons])
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
                str(refused) + least(refused, asked.REFUSED),
                str(Rate(sum(map(bool, others)), len(pictures))),
                str(Rate(sum(map(bool, news)), len(pictures))),
                ", ".join(f"{rule} {times}" for rule, times in told.most_common()),
            ]
        )
    head = ("fault", "refused for it (95 %)", "another must too", "not without the fault", "which")
    return table(head, rows)


def _refused(judged: Judged, severities: set[str]) -> set[str]:
    """Return the rules of these severities that refuse what the picture truly meets."""
    return {
        rule
        for rule, verdict in judged.verdicts.items()
        if verdict == "fail" and judged.truths.get(rule) and judged.severities[rule] in severities
    }


def _label(
    name: str, pairs: list[tuple[str, str]], labels: tuple[str, ...], wanted: str, share: float
) -> list[str]:
    chosen = [verdict for label, verdict in pairs if label in labels]
    rate = Rate(chosen.count(wanted), len(chosen) - chosen.count("unknown"))
    return [name, str(rate) + least(rate, share), str(chosen.count("unknown")), f"≥ {share:.0%}"]
