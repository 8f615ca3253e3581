"""Puts faults into photos of real and drawn people, and counts which the inspection finds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from kiosk.bench.looks import well_posed
from kiosk.bench.photo_faults import FAULTS
from kiosk.bench.rates import Rate
from kiosk.bench.real import NEUTRAL, SMILING
from kiosk.bench.workers import Job, run_job
from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Limit
from kiosk.models import vision_models
from kiosk.photo.checks.file_facts import read_photo
from kiosk.photo.finished import CheckStatus, Inspection
from kiosk.photo.inspect import inspect_photo
from kiosk.photo.spec import load_spec
from kiosk.photo.standardize import standardize
from kiosk.picture_file import load_picture
from kiosk.services.ruling import rules_for
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observe import Observer

SIZE = (1280, 720)
COPY = "copy of the admission photo"
TEETH = "teeth, a real smile"
_LEFT_OUT = frozenset({"beauty filter"})
"""Told, but not counted: a real face keeps more grain behind a filter than a drawn one has without."""


def _posed(**values: Any) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, pose=replace(scene.pose, **values))


def _looking(**values: Any) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, look=replace(scene.look, **values))


def _lit(**values: Any) -> Callable[[Scene], Scene]:
    return lambda scene: replace(scene, light=replace(scene.light, **values))


SCENES: Mapping[str, tuple[Callable[[Scene], Scene], frozenset[str]]] = MappingProxyType(
    {
        "eyes closed": (_posed(eyes_closed=1.0), frozenset({"eye_left_open", "eye_right_open"})),
        "mouth open": (_posed(mouth_open=0.6), frozenset({"lips_closed"})),
        "turned 14°": (_posed(yaw_deg=14.0), frozenset({"yaw"})),
        "tilted 12°": (_posed(roll_deg=12.0), frozenset({"roll"})),
        "shoulders 10°": (_posed(shoulder_tilt_deg=10.0), frozenset({"shoulders_level"})),
        "ear covered": (
            _looking(hair_over_left_ear=1.0, hair_over_right_ear=1.0),
            frozenset({"ear_left_visible", "ear_right_visible"}),
        ),
        "lamp from the side": (
            _lit(azimuth_deg=80.0, strength=1.0, elevation_deg=10.0),
            frozenset({"light_even"}),
        ),
        "out of focus": (lambda scene: replace(scene, defocus_px=3.5), frozenset({"sharpness", "upscaled"})),
    }
)
"""Faults of the person and the light, drawn before the photo is made."""


@dataclass(frozen=True)
class Subject:
    """Whose photo: a picture's name, or the number of a drawn scene."""

    name: str
    number: int | None = None


@dataclass(frozen=True)
class Result:
    """What was found in one subject's photos.

    Attributes
    ----------
    alarms
        Checks that fail in the good photo.
    ok
        Whether the good photo passes; None when no photo came of the picture.
    found
        Fault → whether one of its checks failed.
    """

    subject: Subject
    ok: bool | None
    alarms: tuple[str, ...] = ()
    found: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class FaultTable:
    """The counts.

    Attributes
    ----------
    detected
        Fault → photos in which it was found, of those it was put into.
    alarmed
        Photos without a fault that do not pass.
    per_check
        Check → photos without a fault in which it fails.
    """

    detected: Mapping[str, Rate]
    alarmed: Rate
    per_check: Mapping[str, Rate]

    @property
    def total(self) -> Rate:
        """All faults that count."""
        counted = [rate for fault, rate in self.detected.items() if fault not in _LEFT_OUT]
        return Rate(sum(rate.hits for rate in counted), sum(rate.count for rate in counted))

    def lines(self) -> list[str]:
        """Return the tables as Markdown."""
        rows = [
            f"| {fault} | {rate} |" for fault, rate in sorted(self.detected.items(), key=lambda item: item[0])
        ]
        alarms = [f"| {check} | {rate} |" for check, rate in self.per_check.items() if rate.hits]
        return [
            "| fault put in | found |", "|---|---|", *rows, f"| **all but the filter** | {self.total} |", "",
            "| fails without a fault | photos |", "|---|---|", *alarms, f"| **any must** | {self.alarmed} |",
        ]  # fmt: skip


class FaultyPhotos:
    """One worker's observer, renderer and rules."""

    def __init__(self, models: Path, limits: Mapping[str, Limit], testdata: Path | None, seed: int) -> None:
        self._observer = Observer.open(models, live=False)
        self._renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._spec, self._limits, self._testdata, self._seed = load_spec("chsi"), limits, testdata, seed

    def close(self) -> None:
        self._observer.close()

    def __call__(self, subject: Subject) -> Result:
        """Make the subject's photo, then again with every fault."""
        try:
            jpeg, report = self._photo(self._source(subject))
        except KioskError:
            return Result(subject, None)
        alarms = tuple(check.check for check in report.checks if check.status is CheckStatus.FAIL)
        if not report.ok:
            return Result(subject, False, alarms)
        bgr = read_photo(jpeg).bgr
        found = {
            name: self._fails(fault.make(bgr, self._spec), fault.checks) for name, fault in FAULTS.items()
        }
        copied = FAULTS["size 413 × 531"].make(bgr, self._spec)
        found[COPY] = self._fails(jpeg, frozenset({"admission_copy"}), copied)
        found |= self._drawn(subject) if subject.number is not None else self._smile(subject)
        return Result(subject, True, alarms, found)

    def _drawn(self, subject: Subject) -> dict[str, bool]:
        found = {}
        for name, (change, checks) in SCENES.items():
            try:
                report = self._photo(self._source(subject, change))[1]
            except KioskError:
                found[name] = True  # no photo at all
            else:
                found[name] = bool(checks & _failing(report))
        return found

    def _smile(self, subject: Subject) -> dict[str, bool]:
        assert self._testdata is not None
        path = self._testdata / SMILING / f"{subject.name[:3]}_08.jpg"
        if not path.is_file() or subject.name[:3] not in _teeth(self._testdata):
            return {}
        try:
            return {TEETH: "lips_closed" in _failing(self._photo(load_picture(path))[1])}
        except KioskError:
            return {TEETH: True}

    def _fails(self, data: bytes, checks: frozenset[str], admission: bytes | None = None) -> bool:
        report = inspect_photo(data, self._spec, self._limits, self._observer, admission)
        return bool(checks & _failing(report))

    def _photo(self, bgr: Picture) -> tuple[bytes, Inspection]:
        frame = Frame(1, 0.0, bgr)
        photo = standardize(frame, self._observer.observe(frame), self._spec, self._limits, self._observer)
        return photo.jpeg, photo.inspection

    def _source(self, subject: Subject, change: Callable[[Scene], Scene] | None = None) -> Picture:
        if subject.number is None:
            assert self._testdata is not None
            return load_picture(self._testdata / NEUTRAL / f"{subject.name}.jpg")
        scene = well_posed(np.random.default_rng((self._seed, subject.number)))
        scene = scene if change is None else change(scene)
        return self._renderer.render(scene, SIZE, subject.number, alpha=False).bgr


def measure_faults(testdata: Path | None, photos: int, drawings: int, seed: int, jobs: int) -> FaultTable:
    """Inspect good and faulty photos of so many real and drawn people and count.

    Raises
    ------
    KioskError
        When models or settings cannot be used.
    """
    subjects = [Subject(f"drawing {number}", number) for number in range(drawings)]
    if testdata is not None:
        names = [path.stem for path in sorted((testdata / NEUTRAL).glob("*.jpg"))]
        chosen = np.random.default_rng(seed).permutation(len(names))[:photos]
        subjects = [Subject(names[index]) for index in sorted(chosen)] + subjects
    limits = dict(rules_for(load_spec("chsi")).limits())
    make = partial(FaultyPhotos, vision_models(), limits, testdata, seed)
    return counted(run_job(Job("faults in finished photos", make), subjects, jobs))


def counted(results: Sequence[Result]) -> FaultTable:
    """Count results; a photo that does not pass without a fault counts as an alarm and no further."""
    made = [result for result in results if result.ok is not None]
    faults = {fault for result in made for fault in result.found}
    checks = sorted({check for result in made for check in result.alarms})
    detected = {
        fault: Rate(
            sum(result.found.get(fault, False) for result in made),
            sum(fault in result.found for result in made),
        )
        for fault in sorted(faults)
    }
    return FaultTable(
        detected,
        Rate(sum(not result.ok for result in made), len(made)),
        {check: Rate(sum(check in result.alarms for result in made), len(made)) for check in checks},
    )


def _teeth(testdata: Path) -> frozenset[str]:
    """Return the people whose smiling picture shows teeth, by the labels."""
    with (testdata / "frll_labels.csv").open(newline="", encoding="utf-8") as table:
        return frozenset(
            row["id"] for row in csv.DictReader(table) if row["smiling_picture_mouth"] == "teeth"
        )


def _failing(report: Inspection) -> frozenset[str]:
    return frozenset(check.check for check in report.checks if check.status is CheckStatus.FAIL)
