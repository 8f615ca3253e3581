"""``kiosk bench fairness``: does the kiosk serve everybody alike? By skin tone and hair, and by label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import cv2

from kiosk.bench import liveness
from kiosk.bench.cells import CELLS
from kiosk.bench.compare_real import Group, Table, groups, measure_plain
from kiosk.bench.fairness_drawn import RULES, FairCell, FairCells, FairPicture, FairPictures
from kiosk.bench.kept import Kept, digest_of
from kiosk.bench.liveness_tables import Judged as Watched
from kiosk.bench.real import Judged, Picked, RealPictures, pictures
from kiosk.bench.workers import Job, run_job
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.liveness import judge, load_liveness
from kiosk.compare.portraits import Portraits
from kiosk.compare.settings import CompareSettings, load_compare
from kiosk.models import vision_models
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for

SOURCES = (
    "kiosk/bench/cells.py", "kiosk/bench/compare_drawn.py", "kiosk/bench/derive.py",
    "kiosk/bench/fairness_drawn.py", "kiosk/bench/faults.py", "kiosk/bench/looks.py", "kiosk/bench/real.py",
    "kiosk/bench/scenery.py", "kiosk/bench/shown.py", "kiosk/bench/truth.py", "kiosk/camera/sitter",
    "kiosk/compare", "kiosk/guidance", "kiosk/vision", "config/compare.toml", "config/rules.toml",
    "config/specs/chsi.toml",
)  # fmt: skip
"""What pictures, groups and real people's verdicts come from."""


@dataclass(frozen=True)
class Plan:
    """What to run.

    Attributes
    ----------
    pictures, people
        Drawn for guidance and for comparison in every cell of skin tone and hair style.
    clips
        People watched for liveness, and a still picture of each.
    testdata
        Folder of the pictures of real people; None leaves them out.
    keep
        As :class:`kiosk.bench.liveness.Plan` has it.
    """

    pictures: int
    people: int
    clips: int
    seed: int
    jobs: int
    testdata: Path | None
    keep: Path | None


@dataclass(frozen=True)
class RealFound:
    """Of real people: who they are, how alike their pictures are, and what guidance says of both."""

    groups: Sequence[Group]
    similarity: Table
    judged: Sequence[Judged]


@dataclass(frozen=True)
class Found:
    """Everything that was measured."""

    settings: CompareSettings
    pictures: Sequence[FairPicture]
    cells: Sequence[FairCell]
    watched: Sequence[Watched]
    real: RealFound | None


def measure(plan: Plan) -> Found:
    """Run the plan on worker processes.

    Raises
    ------
    KioskError
        When models or settings cannot be used.
    """
    cv2.setNumThreads(1)
    models, settings, rules = vision_models(), load_compare(), rules_for(load_spec("chsi"))
    code = digest_of(SOURCES)
    drawing = Job("pictures", partial(FairPictures, models, rules, plan.seed))
    kept = None if plan.keep is None else Kept(plan.keep, FairPicture, f"{code} {plan.seed}")
    shown = run_job(drawing, range(plan.pictures * len(CELLS)), plan.jobs, kept)
    comparing = Job("groups", partial(FairCells, models, settings, plan.people, plan.seed))
    done = None if plan.keep is None else Kept(plan.keep, FairCell, f"{code} {plan.seed} {plan.people}")
    cells = run_job(comparing, range(len(CELLS)), plan.jobs, done)
    real = None if plan.testdata is None else _real(plan, plan.testdata, models, settings)
    live = load_liveness()
    clips = liveness.Plan(plan.clips, 0, plan.seed, plan.jobs, None, plan.keep)
    watched = [Watched(one, judge(one.cues, live)) for one in liveness.watch(clips)]
    return Found(settings, shown, cells, watched, real)


def real_people(testdata: Path) -> list[Picked]:
    """Return the pictures that guidance judges: as they are, and with hair over an ear."""
    return [one for one in pictures(testdata) if not one.fault or "hair" in one.fault]


def _real(plan: Plan, testdata: Path, models: Path, settings: CompareSettings) -> RealFound:
    portraits = Portraits(*open_comparer(), settings)
    similarity, people = measure_plain(testdata, portraits, vouched(datetime.now(UTC)))
    job = Job("real pictures", partial(RealPictures, models, rules_for(load_spec("chsi")), testdata))
    kept = None if plan.keep is None else Kept(plan.keep, Judged, digest_of(SOURCES))
    judged = run_job(job, real_people(testdata), plan.jobs, kept)
    return RealFound(groups(testdata, people), similarity, judged)


def of_rule(found: Sequence[FairPicture], rules: Sequence[str] = RULES) -> list[tuple[bool | None, str]]:
    """Return truth and verdict of these rules on these pictures, for :func:`kiosk.bench.rates.count`."""
    return [(one.truths[rule], one.verdicts[rule]) for one in found for rule in rules]
