"""``kiosk bench photo``: is the finished photo right, and what does it cost?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.bench import photo_tables as tables
from kiosk.bench.photo_cost import Cost, Costs
from kiosk.bench.photo_fault_run import FaultTable, measure_faults
from kiosk.bench.photo_made import Drawings, Made, People
from kiosk.bench.photo_matte_run import Mattes, MatteSet, MatteWork, matte_tables
from kiosk.bench.photo_plain import PlainDeveloper
from kiosk.bench.real import NEUTRAL
from kiosk.bench.workers import Job, run_job
from kiosk.guidance.rules import Rules
from kiosk.models import vision_models
from kiosk.photo.spec import load_spec
from kiosk.services.developing import Developer
from kiosk.services.ruling import rules_for

PLAIN_PHOTOS = 36
"""The baseline's cost needs no long run."""


@dataclass(frozen=True)
class Plan:
    """What to run. ``testdata`` None leaves real pictures out; 0 drawings, photos or faulty leave those out.

    Attributes
    ----------
    drawings
        Photos of drawn people, and whether their mattes are measured.
    photos
        Photos timed in one process.
    faulty
        Real and drawn people each whose photos get every fault.
    out
        Where pictures of the worst mattes are kept: never in the project, they may show real people.
    """

    drawings: int
    photos: int
    faulty: int
    seed: int
    jobs: int
    testdata: Path | None
    out: Path | None = None


@dataclass(frozen=True)
class Found:
    """Everything that was made."""

    people: Sequence[Made]
    drawings: Sequence[Made]
    mattes: Sequence[Mattes]
    faults: FaultTable | None
    costs: Sequence[Cost]


def measure(plan: Plan) -> Found:
    """Run the plan; time and memory last, each in a process of its own with nothing beside it.

    Raises
    ------
    KioskError
        When models or settings cannot be used.
    """
    models, rules = vision_models(), rules_for(load_spec("chsi"))
    limits = dict(rules.limits())
    people: Sequence[Made] = []
    if plan.testdata is not None:
        names = [path.stem for path in sorted((plan.testdata / NEUTRAL).glob("*.jpg"))]
        real = Job("photos of real people", partial(People, models, limits, plan.testdata))
        people = run_job(real, names, plan.jobs)
    drawn = Job("photos of drawn people", partial(Drawings, models, limits, plan.seed))
    drawings = run_job(drawn, range(plan.drawings), plan.jobs) if plan.drawings else []
    kinds = [] if plan.testdata is None else [MatteSet.WITHOUT, MatteSet.WITH_ROOM]
    kinds += [MatteSet.DRAWN, MatteSet.DRAWN_PHOTOS] if plan.drawings else []
    mattes = run_job(Job("mattes", partial(MatteWork, models, plan.testdata, plan.out)), kinds, plan.jobs)
    faults = None
    if plan.faulty:
        faults = measure_faults(plan.testdata, plan.faulty, plan.faulty, plan.seed, plan.jobs)
    return Found(people, drawings, mattes, faults, _costs(plan, models, rules) if plan.photos else [])


def _costs(plan: Plan, models: Path, rules: Rules) -> list[Cost]:
    found: list[Cost] = []
    for name, make, photos in (
        ("kiosk", Developer, plan.photos),
        ("baseline", PlainDeveloper, min(plan.photos, PLAIN_PHOTOS)),
    ):
        job = Job(name, partial(Costs, name, make, models, rules, plan.seed))
        found += run_job(job, [photos], 1)
    return found


def report(found: Found, command: str) -> str:
    """Return the whole report as Markdown."""
    parts = [
        f"# The photo against truth\n\nMade by `{command}`. ✗ marks what misses the number asked for; left "
        "and right, names and numbers are those of the pictures."
    ]
    if found.people:
        parts += ["## Real people\n\n" + tables.facts(found.people), tables.shortfalls(found.people)]
    if found.drawings:
        parts += ["## Drawn people\n\n" + tables.facts(found.drawings), tables.shortfalls(found.drawings)]
    groups = (("real people", found.people), ("drawn people", found.drawings))
    if found.people or found.drawings:
        parts.append(
            "## Colour\n\nOf the decoded file, by CIEDE2000; of real people where the matte says 1 and 0, of "
            "drawn ones where the drawing does.\n\n" + tables.colours(groups)
        )
    if found.mattes:
        parts += ["## Mattes\n\nWhole pictures, of drawn people their photos too; baseline as below."]
        parts += matte_tables(found.mattes)
    if found.faults is not None:
        parts.append("## Faults put into good photos\n\n" + "\n".join(found.faults.lines()))
    if found.costs:
        parts.append(
            "## Time and memory\n\nFrom a full-HD frame of a drawn person to the inspected file, with both "
            "observations.\nThe baseline is the matting library's own closed form and foreground over a "
            "trimap of even width.\n\n" + tables.costs(found.costs)
        )
    return "\n\n".join(parts) + "\n"
