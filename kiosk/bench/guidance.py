"""``kiosk bench guidance``: error rates of every rule on drawn and real people, and the coach's success."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.bench import real_tables, tables
from kiosk.bench.drawn import Drawing, Outcome
from kiosk.bench.real import Judged, RealPictures, pictures
from kiosk.bench.starts import Start, Starts
from kiosk.bench.workers import Job, run_job
from kiosk.guidance.rules import Rules
from kiosk.models import vision_models
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for
from kiosk.vision.units import UNITS


@dataclass(frozen=True)
class Plan:
    """What to run. ``testdata`` None leaves real pictures out, as 0 frames or starts do the others."""

    frames: int
    starts: int
    seed: int
    rate: float
    jobs: int
    testdata: Path | None


@dataclass(frozen=True)
class Found:
    """Everything that was judged, by ``rules``."""

    rules: Rules
    outcomes: Sequence[Outcome]
    judged: Sequence[Judged]
    starts: Sequence[Start]


def measure(plan: Plan) -> Found:
    """Run the plan on worker processes.

    Raises
    ------
    KioskError
        When models or settings cannot be used.
    """
    models, rules = vision_models(), rules_for(load_spec("chsi"))
    drawing = Job("drawn pictures", partial(Drawing, models, rules, plan.frames, plan.seed))
    outcomes = run_job(drawing, range(plan.frames), plan.jobs) if plan.frames else []
    judged: list[Judged] = []
    if plan.testdata is not None:
        real = Job("real pictures", partial(RealPictures, models, rules, plan.testdata))
        judged = run_job(real, list(pictures(plan.testdata)), plan.jobs)
    coaching = Job("wrong starts", partial(Starts, models, rules, plan.seed, plan.rate))
    starts = run_job(coaching, range(plan.starts), plan.jobs) if plan.starts else []
    return Found(rules, outcomes, judged, starts)


def report(plan: Plan, found: Found, command: str) -> str:
    """Return the whole report as Markdown; the same plan and code give the same text."""
    parts = [
        "# Guidance against truth\n\n"
        f"Made by `{command}`. ✗ marks what misses its asked rate. Intervals are 95 % (Wilson). An unknown\n"
        "verdict is neither an accept nor a reject and is counted apart; pictures in the grey zone between\n"
        "*met* and *unmet* of the last table are left out."
    ]
    if found.outcomes:
        parts += _grid(plan, found.outcomes, found.rules)
    if found.judged:
        parts += _real(found.judged, found.rules)
    if found.starts:
        parts.append(
            "## Reacting sitter\n\nInvented people sit down with three to five faults by lot, hear hints "
            "late, overshoot and miss some.\nThe clock is simulated at "
            f"{plan.rate:g} observations a second; frame, judgement and truth belong together.\n\n"
            + tables.starts(found.starts)
        )
    if found.outcomes:
        parts.append("## What counts as met\n\n" + tables.limits(found.rules))
    return "\n\n".join(parts) + "\n"


def _grid(plan: Plan, outcomes: Sequence[Outcome], rules: Rules) -> list[str]:
    well = sum(not o.faults for o in outcomes)
    single = sum(len(o.faults) == 1 for o in outcomes)
    return [
        f"## Drawn people\n\n{len(outcomes)} pictures, seed {plan.seed}: {well} well posed, {single} with "
        f"one fault, {len(outcomes) - well - single} with two.\nYaw, pitch, roll and shoulders: errors "
        "of the pictures with yaw and pitch drawn evenly in ± 25°, roll and shoulders in ± 12°.\n\n"
        + tables.errors(outcomes, dict(UNITS)),
        tables.rates(outcomes, rules),
        "### What the misjudged pictures show\n\n" + tables.culprits(outcomes, rules),
        "### Musts by skin tone\n\n" + tables.tones(outcomes, rules),
    ]


def _real(judged: Sequence[Judged], rules: Rules) -> list[str]:
    names = frozenset(rule.name for rule in rules.rules)
    return [
        "## Real people\n\nThe 68 neutral pictures by what their picture truly meets (roll from the pupils "
        "set by hand, ears by label,\nwall and clothes aside).\n\n" + real_tables.neutral(judged),
        "### By label\n\n" + real_tables.labelled(judged),
        "### One fault put into each neutral picture\n\n*light 1:2* halves the light, *pixels 1:2* the pixel "
        "values of one side; blur σ 3 px at eye distance 200; rolled 6°.\n\n"
        + real_tables.derived(judged, names),
    ]
