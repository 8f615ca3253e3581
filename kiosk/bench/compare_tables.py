"""The comparison's report: error rates, what the curve rests on, groups, swaps, cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from kiosk.bench.cells import TONES
from kiosk.bench.compare_cost import CompareCost
from kiosk.bench.compare_drawn import Change, Person, Worn
from kiosk.bench.compare_fit import Level
from kiosk.bench.compare_looks import Verdicts
from kiosk.bench.compare_real import Group, Table
from kiosk.bench.tables import table
from kiosk.camera.sitter.scene import HairStyle
from kiosk.compare.continuity import Standing

MOST_FALSE_MATCHES, MOST_FALSE_NON_MATCHES = 0.001, 0.01
LEAST_NOTICED = 0.99
MOST_PAIR_MS, MOST_UNUSED_MB = 60.0, 40.0

Floats = NDArray[np.float64]


def exact(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Clopper and Pearson 1934); (0, 1) of nothing."""
    low = 0.0 if hits == 0 else float(stats.beta.ppf(0.025, hits, count - hits + 1))
    high = 1.0 if hits == count else float(stats.beta.ppf(0.975, hits + 1, count - hits))
    return low, high


def rate(hits: int, count: int, most: float | None = None) -> str:
    """Return a share with its interval, marked where it is more than asked for."""
    if not count:
        return "—"
    low, high = exact(hits, count)
    mark = " ✗" if most is not None and hits / count > most else ""
    return f"{hits}/{count} = {hits / count:.2%} ({low:.2%}–{high:.2%}){mark}"


def kinds(tables: Sequence[Table], mark: float) -> str:
    """Return the error rates for every kind of enrolment portrait."""
    rows = []
    for one in tables:
        same, different = one.same, one.different
        rows.append(
            [
                one.name,
                rate(int((same < mark).sum()), same.size, MOST_FALSE_NON_MATCHES),
                rate(int((different >= mark).sum()), different.size, MOST_FALSE_MATCHES),
                f"{same.min():.2f} / {np.median(same):.2f}",
                f"{np.median(different):.2f} / {different.max():.2f}",
            ]
        )
    head = ("enrolment portrait", "false non-match", "false match", "same: least / median")
    return table((*head, "different: median / most"), rows)


def crossed(outcomes: Sequence[tuple[float, int, int, int, int]]) -> str:
    """Return how curves judge people they were not fitted to: mark, then hits and counts of both errors."""
    marks = np.array([outcome[0] for outcome in outcomes])
    missed, same, matched, different = np.array([outcome[1:] for outcome in outcomes]).sum(axis=0)
    worst = max(outcome[3] / outcome[4] for outcome in outcomes)
    rows = [
        ["similarity of the mark", f"{marks.min():.2f}–{marks.max():.2f}, median {np.median(marks):.2f}"],
        ["false non-match, all halves", f"{missed}/{same} = {missed / same:.2%}"],
        ["false match, all halves", f"{matched}/{different} = {matched / different:.3%}"],
        ["false match, worst half", f"{worst:.2%}"],
    ]
    return table((f"{len(outcomes)} random halves", "judged on the other half"), rows)


def curve(levels: Sequence[Level], taken: Callable[[float], float]) -> str:
    """Return what every score stands for; ``taken`` is the curve of the configuration."""
    rows = [
        [
            str(level.score),
            f"{level.false_match:g}",
            f"{level.estimate:.3f} ({level.low:.3f}–{level.high:.3f})",
            f"{level.taken:.3f}",
            f"{taken(level.score):.3f}",
        ]
        for level in levels
    ]
    head = ("score", "false-match rate", "similarity, fitted (95 %)", "upper bound (95 %)")
    return table((*head, "in config/compare.toml"), rows)


def labels(one: Table, groups: Sequence[Group], mark: float) -> str:
    """Return error rates among people of one label, strangers of the same label only."""
    rows = []
    chosen: list[tuple[str, NDArray[np.bool_]]] = [
        (f"{name}: {value}", np.array([getattr(group, name) == value for group in groups]))
        for name in ("sex", "origin", "ears")
        for value in sorted({getattr(group, name) for group in groups})
    ]
    for name, members in chosen:
        inside = one.similarity[np.ix_(members, members)]
        rows.append([name, *_rates(inside, mark)])
    return table(("people", "how many", "false non-match", "false match", "different: median / most"), rows)


def drawn(people: Sequence[Person], similarity: Floats, mark: float) -> str:
    """Return error rates of drawn people by skin tone and hair."""
    rows = []
    for tone, hair in product((*TONES, None), (*HairStyle, None)):
        members = np.array([tone in (None, p.tone) and hair in (None, p.hair) for p in people])
        name = " ".join(word for word in (tone and f"skin {tone}", hair and f"hair {hair}") if word)
        rows.append([name or "all", *_rates(similarity[np.ix_(members, members)], mark)])
    return table(
        ("drawn people", "how many", "false non-match", "false match", "different: median / most"), rows
    )


def swaps(found: Sequence[tuple[Change, Standing]]) -> str:
    """Return what the tracker says of every change."""
    rows = []
    for change in Change:
        said = [standing for one, standing in found if one is change]
        right = sum((standing is Standing.SAME) == change.wanted for standing in said)
        low, high = exact(right, len(said))
        share = f"{right}/{len(said)} = {right / len(said):.1%} ({low:.1%}–{high:.1%})"
        mark = " ✗" if right < LEAST_NOTICED * len(said) and change is not Change.ALIKE else ""
        rows.append(
            [
                change.value,
                "same" if change.wanted else "not the same",
                share + mark,
                *(str(said.count(standing)) for standing in Standing),
            ]
        )
    return table(("what happens", "to be said", "said", *(f"“{s.value}”" for s in Standing)), rows)


def worn(people: Sequence[Person], mark: float) -> str:
    """Return how drawn people fare against their first look when something is otherwise."""
    rows = []
    for kind in Worn:
        found = np.array([value for person in people if (value := person.worn[kind]) is not None])
        missed = int((found < mark).sum())
        rows.append(
            [
                kind.value,
                rate(len(people) - found.size, len(people)),
                rate(missed, found.size, MOST_FALSE_NON_MATCHES),
                f"{found.min():.2f} / {np.median(found):.2f}" if found.size else "—",
            ]
        )
    return table(("otherwise", "no face found", "false non-match", "same: least / median"), rows)


def looks(found: Verdicts, taken: int, pictures: int) -> str:
    """Return how often a single look at real people can be taken and is right."""
    rows = [["anybody: a look is taken", rate(taken, pictures)]]
    rows += [
        [
            ("the same person" if same else "another person") + (", sits down anew" if anew else ", in view"),
            rate(sum(right), len(right)),
        ]
        for (same, anew), right in sorted(found.items(), reverse=True)
    ]
    return table(("who is looked at", "right"), rows)


def costs(cost: CompareCost) -> str:
    """Return time and memory."""
    pair_ms, cpu_ms, known_ms, known_cpu_ms = (
        1000 * np.array(spent) for spent in (cost.pair_s, cost.cpu_s, cost.known_s, cost.known_cpu_s)
    )
    rows = [
        [
            f"{what}, {how}, ms",
            _spread(values),
            f"{MOST_PAIR_MS:g}{_over(float(np.median(values)), MOST_PAIR_MS)}" if asked else "",
        ]
        for what, how, values, asked in (
            ("a capture against the enrolment photo of a session", "processor time", known_cpu_ms, True),
            ("a capture against the enrolment photo of a session", "by the clock", known_ms, False),
            ("two new pictures (`kiosk compare`)", "processor time", cpu_ms, True),
            ("two new pictures (`kiosk compare`)", "by the clock", pair_ms, False),
        )
    ]
    rows += [
        ["processes that wanted a core meanwhile", "—" if cost.load is None else f"{cost.load:.1f}", ""],
        [
            "memory when unused, MB",
            f"{cost.unused_mb:.1f}",
            f"{MOST_UNUSED_MB:g}" + _over(cost.unused_mb, MOST_UNUSED_MB),
        ],
        ["memory once used, MB", f"{cost.used_mb:.0f}", ""],
    ]
    return table(("cost", "found", "asked"), rows)


def _rates(similarity: Floats, mark: float) -> Iterable[str]:
    people = len(similarity)
    same, different = np.diag(similarity), similarity[~np.eye(people, dtype=bool)]
    spread = f"{np.median(different):.2f} / {different.max():.2f}" if different.size else "—"
    return (
        str(people),
        rate(int((same < mark).sum()), same.size),
        rate(int((different >= mark).sum()), different.size),
        spread,
    )


def _spread(values: Floats) -> str:
    return f"least {values.min():.0f}, median {np.median(values):.0f}, p95 {np.percentile(values, 95):.0f}"


def _over(value: float, most: float) -> str:
    return " ✗" if value > most else ""
