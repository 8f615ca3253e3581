"""``kiosk bench compare``: how often are strangers taken for one person, and one person for two?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench import compare_tables as tables
from kiosk.bench.compare_cost import CompareCost, CompareCosts
from kiosk.bench.compare_drawn import Change, Person, Studio, Worn, leave, play, similarities
from kiosk.bench.compare_fit import Level, curve_points, fit_levels
from kiosk.bench.compare_looks import Verdicts, take_looks, verdicts, wipe
from kiosk.bench.compare_real import Group, Table, measure_real
from kiosk.bench.workers import Job, run_job
from kiosk.camera.sitter.render import Renderer
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.continuity import Standing
from kiosk.compare.look import ContinuityLimits
from kiosk.compare.portraits import Portraits
from kiosk.compare.score import Curve
from kiosk.compare.settings import CompareSettings, load_compare
from kiosk.face_mesh import load_face_mesh
from kiosk.models import vision_models
from kiosk.vision.landmarks import FACE_MODEL

HALVES = 20


@dataclass(frozen=True)
class Plan:
    """What to run. ``testdata`` None leaves real people out; 0 drawn people or pairs leave those out."""

    testdata: Path | None
    drawings: int
    pairs: int
    seed: int


@dataclass(frozen=True)
class Real:
    """What was found of real people; ``halves`` as :func:`kiosk.bench.compare_tables.crossed` takes them.

    ``looks`` as :func:`kiosk.bench.compare_looks.verdicts` returns them, ``taken``: of how many pictures.
    """

    kinds: Sequence[Table]
    groups: Sequence[Group]
    levels: Sequence[Level]
    halves: Sequence[tuple[float, int, int, int, int]]
    looks: Verdicts
    taken: int


@dataclass(frozen=True)
class Drawn:
    """What was found of drawn people."""

    people: Sequence[Person]
    similarity: NDArray[np.float64]
    swaps: Sequence[tuple[Change, Standing]]


@dataclass(frozen=True)
class Found:
    """Everything that was measured."""

    settings: CompareSettings
    real: Real | None
    drawn: Drawn | None
    cost: CompareCost | None


def measure(plan: Plan) -> Found:
    """Run the plan; nothing measured of a face leaves this process.

    Raises
    ------
    KioskError
        When models or settings cannot be used.
    """
    cv2.setNumThreads(1)
    models, settings = vision_models(), load_compare()
    cost = None
    if plan.pairs:
        job = Job("comparisons", partial(CompareCosts, models, plan.seed))
        cost = run_job(job, [plan.pairs], 1)[0]
    real = None if plan.testdata is None else _real(plan.testdata, settings, plan.seed)
    drawn = _drawn(models, settings, plan) if plan.drawings else None
    return Found(settings, real, drawn, cost)


def _real(testdata: Path, settings: CompareSettings, seed: int) -> Real:
    models, consent = open_comparer(), vouched(datetime.now(UTC))
    portraits = Portraits(*models, settings)
    kinds, groups = measure_real(testdata, portraits, consent)
    taken = take_looks(testdata, *models, consent)
    looks, count = verdicts(*taken, settings.session), sum(map(len, taken))
    for some in taken:
        wipe(some)
    plain = kinds[0].similarity
    kin = np.array([[(a.sex, a.origin) == (b.sex, b.origin) for b in groups] for a in groups])
    random = np.random.default_rng(seed)
    halves = []
    for turn in range(HALVES):
        order = random.permutation(len(plain))
        fitted, judged = np.array_split(order, 2)
        levels = fit_levels(plain[np.ix_(fitted, fitted)], kin[np.ix_(fitted, fitted)], turn)
        mark = Curve(curve_points(levels)).similarity(settings.score.mark)
        other = Table("", plain[np.ix_(judged, judged)])
        missed, matched = (other.same < mark).sum(), (other.different >= mark).sum()
        halves.append((mark, int(missed), other.same.size, int(matched), other.different.size))
    return Real(kinds, groups, fit_levels(plain, kin, seed), halves, looks, count)


def _drawn(models: Path, settings: CompareSettings, plan: Plan) -> Drawn:
    renderer = Renderer(load_face_mesh(models / FACE_MODEL))
    studio = Studio(renderer, *open_comparer(), vouched(datetime.now(UTC)))
    seen = (studio.person(number, plan.seed, tuple(Worn)) for number in range(plan.drawings))
    people = [person for person in seen if person is not None]
    swaps = list(_swaps(people, settings.session))
    table = similarities(people)
    leave(people)
    return Drawn(people, table, swaps)


def _swaps(people: Sequence[Person], limits: ContinuityLimits) -> list[tuple[Change, Standing]]:
    """Swap everybody with everybody else, and let everybody stay."""
    return [
        (change, play(first, then, change, limits))
        for change in Change
        for first in people
        for then in ([first] if change.wanted else [other for other in people if other is not first])
    ]


def report(found: Found, command: str, day: date) -> str:
    """Return the whole report as Markdown."""
    settings = found.settings
    mark = settings.curve.similarity(settings.score.mark)
    parts = [
        f"# Portraits compared\n\nMade by `{command}` on {day}. ✗ marks what misses the number asked for; "
        f"intervals of 95 % (Clopper–Pearson: pairs of one person are not independent, so they are rather "
        f"too narrow). The mark of {settings.score.mark} is a similarity of {mark:.3f}."
    ]
    if found.real is not None:
        parts += _of_real(found.real, settings, mark)
    if found.drawn is not None:
        parts += _of_drawn(found.drawn, mark)
    if found.cost is not None:
        parts.append(
            "## Cost\n\nFull frames of 1280×720, in a process of its own; processor time is that of all "
            "threads together. A machine that does nothing else takes no longer than that by the clock; "
            "where others want the cores, too, the clock tells of them. In a session the enrolment photo is "
            "measured once.\n\n" + tables.costs(found.cost)
        )
    return "\n\n".join(parts) + "\n"


def _of_real(real: Real, settings: CompareSettings, mark: float) -> list[str]:
    plain = real.kinds[0]
    return [
        "## Real people\n\nEverybody's neutral picture, turned into the enrolment portrait named, against "
        "everybody's smiling one of the same day. No pictures years apart were to be had: what age, another "
        "camera or a beard do to the false non-match is not known.\n\n" + tables.kinds(real.kinds, mark),
        "## The curve on people it was not fitted to\n\n" + tables.crossed(real.halves),
        "## What a score stands for\n\nStrangers of one sex and origin. No pair was more alike than "
        f"{plain.different.max():.2f}; what is said of higher similarities is extrapolated.\n\n"
        + tables.curve(real.levels, settings.curve.similarity),
        "## By label\n\nStrangers of the same label. Of fewer than some 30 people nothing can be said but "
        "that no error was seen: the upper ends of the intervals are what is known.\n\n"
        + tables.labels(plain, real.groups, mark),
        "## A single look at who sits there\n\nReal people, neutral as they confirm, smiling afterwards. "
        "The booth looks once a second; two looks in a row decide, the one at the photo alone. Of who sits "
        "down anew nothing is said where the clothes are seen no more.\n\n"
        + tables.looks(real.looks, real.taken, 2 * len(plain.same)),
    ]


def _of_drawn(drawn: Drawn, mark: float) -> list[str]:
    return [
        "## Drawn people, by skin and hair\n\nDrawn faces are alike as no two people are: the same features "
        "at slightly other widths. The model was made for photographs and tells them apart hardly at all, so "
        "the false matches say nothing of people. What can be read: whether tone or hair keeps a face from "
        "being found or from being the same in another pose.\n\n"
        + tables.drawn(drawn.people, drawn.similarity, mark),
        "## Drawn people with glasses, in other light\n\nEverybody against their own first look.\n\n"
        + tables.worn(drawn.people, mark),
        "## The same person through the session\n\nDrawn people confirm and are photographed, or others are "
        "in their place: every ordered pair.\n\n" + tables.swaps(drawn.swaps),
    ]


def curve_text(real: Real) -> str:
    """Return the curve for ``config/compare.toml``."""
    lines = [
        f"    {{ score = {point.score:g}, similarity = {point.similarity:.3f}, "
        f"false_match = {point.false_match:g} }},"
        for point in curve_points(real.levels)
    ]
    return "\n".join(["curve = [", *lines, "]"]) + "\n"
