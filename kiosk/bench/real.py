"""Judges the public pictures of real people by their labels, and with one fault put into each."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.bench.derive import LEAST_HAIR, Points, blurred, dyed, ear_covered, load_points, relit, rolled
from kiosk.bench.truth import CRITERIA
from kiosk.camera.frame import Frame, Picture
from kiosk.guidance.rules import Rules
from kiosk.photo.spec import load_spec
from kiosk.photo.still import still_target
from kiosk.picture_file import load_picture
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer

NEUTRAL, SMILING = "frll_neutral", "frll_smiling"
ROLL_DEG = 6.0
BLUES = ((60, 90, 170), (36, 52, 120), (110, 165, 230))
"""Royal, navy and light blue, in turn."""
ASIDE = frozenset({"wall-even", "wall-clutter", "wall-shadow", "wall-contrast", "clothes-wall", "motion"})
"""The pictures' white T-shirts before a grey wall are not what these rules are about."""
_EAR_LABELS = {"visible": True, "partly": False, "covered": False}

TEETH_AT_REST = frozenset({"113"})
"""Whose lips are apart over their teeth in the neutral picture, too (by eye)."""
LEANING = frozenset({"096", "141"})
"""Whose one shoulder is so much higher than the other that their trunk leans by 4° or more (by eye)."""
STRAIGHT_DEG = 6.0
"""Turn that the ears set by hand may tell of a head held straight: 5° (ISO/IEC 19794-5) and what ears differ
by."""

FAULTS: Mapping[str, frozenset[str]] = {
    "light 1:2, picture's left dark": frozenset({"light-even"}),
    "light 1:2, picture's right dark": frozenset({"light-even"}),
    "pixels 1:2, picture's left dark": frozenset({"light-even"}),
    "pixels 1:2, picture's right dark": frozenset({"light-even"}),
    "blurred": frozenset({"sharpness"}),
    "rolled left": frozenset({"roll"}),
    "rolled right": frozenset({"roll"}),
    "blue shirt": frozenset({"clothes-blue"}),
    "own hair over the left ear": frozenset({"ear-left"}),
    "own hair over the right ear": frozenset({"ear-right"}),
}
"""Fault put in → the rules that are to refuse it."""


@dataclass(frozen=True)
class Picked:
    """One picture to judge: ``fault`` is empty for the picture as it is."""

    person: str
    folder: str
    fault: str = ""


@dataclass(frozen=True)
class Judged:
    """One picture's verdicts, and what is known to be true of it; an absent rule is not known."""

    picked: Picked
    labels: Mapping[str, str]
    truths: Mapping[str, bool]
    verdicts: Mapping[str, str]
    severities: Mapping[str, str]


def pictures(testdata: Path) -> Iterator[Picked]:
    """Return everything there is to judge, the neutral pictures once more with every fault."""
    for folder in (NEUTRAL, SMILING):
        for path in sorted((testdata / folder).glob("*.jpg")):
            yield Picked(path.stem, folder)
            if folder == NEUTRAL:
                points = load_points(path.with_suffix(".tem"))
                for fault in FAULTS:
                    if "hair" not in fault or points.hair_px >= LEAST_HAIR * points.face_width:
                        yield Picked(path.stem, folder, fault)


class RealPictures:
    """One worker's models, rules and labels."""

    def __init__(self, models: Path, rules: Rules, testdata: Path) -> None:
        self._testdata = testdata
        self._observer = Observer.open(models, live=False)
        self._rules, self._spec = rules, load_spec("chsi")
        with (testdata / "frll_labels.csv").open(newline="", encoding="utf-8") as table:
            self._labels = {row["id"]: row for row in csv.DictReader(table)}

    def __call__(self, picked: Picked) -> Judged:
        """Make the picture, observe and judge it."""
        path = self._testdata / picked.folder / f"{picked.person}.jpg"
        tem, picture = path.with_suffix(".tem"), load_picture(path)
        points = load_points(tem) if tem.is_file() else None
        observation = self._observe(picture if points is None else self._faulty(picture, points, picked))
        verdicts = self._rules.judge(observation, still_target(observation, self._spec))
        labels = self._labels[picked.person[:3]]
        return Judged(
            picked,
            labels,
            truths(picked, points, labels),
            {verdict.rule: verdict.status.value for verdict in verdicts},
            {verdict.rule: verdict.severity.value for verdict in verdicts},
        )

    def close(self) -> None:
        self._observer.close()

    def _observe(self, picture: Picture) -> Observation:
        return self._observer.observe(Frame(1, 0.0, picture))

    def _faulty(self, picture: Picture, points: Points, picked: Picked) -> Picture:
        match picked.fault:
            case "":
                return picture
            case "blurred":
                return blurred(picture, points)
            case "rolled left" | "rolled right":
                # The person's own left: clockwise in the picture.
                return rolled(picture, ROLL_DEG if picked.fault == "rolled left" else -ROLL_DEG)
            case "own hair over the left ear" | "own hair over the right ear":
                return ear_covered(picture, points, left="right" in picked.fault)
            case "blue shirt":
                mask = self._observe(picture).mask
                assert mask is not None
                return dyed(picture, points, mask, BLUES[int(picked.person[:3]) % len(BLUES)])
            case _:
                dark_left, linear = "left" in picked.fault, picked.fault.startswith("light")
                return relit(picture, points, dark_left=dark_left, linear=linear)


def truths(picked: Picked, points: Points | None, labels: Mapping[str, str]) -> dict[str, bool]:
    """Return what is known of a picture.

    The 68 people were asked to look straight and neutrally into the camera in even light: every rule is
    taken as met but for the roll, which the pupils that were set by hand tell, and the ears, which are
    labelled. Turn and nod are not known where the ears set by hand speak against a head held straight.
    """
    met = dict.fromkeys(set(CRITERIA) - ASIDE, True)
    if points is not None:
        if abs(points.turn_deg) > STRAIGHT_DEG:
            del met["yaw"]
        if abs(points.nod_deg) > CRITERIA["pitch"].unmet:
            del met["pitch"]
    if picked.person[:3] in LEANING:
        del met["shoulders-level"]
    met.pop("roll")
    roll, criterion = 0.0 if points is None else points.roll_deg, CRITERIA["roll"]
    if picked.fault.startswith("rolled"):
        roll += ROLL_DEG if picked.fault == "rolled left" else -ROLL_DEG
        met.pop(
            "shoulders-level", None
        )  # the whole picture is turned: whatever was level in it is level no more
    if points is not None and (abs(roll) <= criterion.met or abs(roll) >= criterion.unmet):
        met["roll"] = abs(roll) <= criterion.met
    sides = {"ear-right": "ear_left_of_picture", "ear-left": "ear_right_of_picture"}
    for rule, column in sides.items():
        known = _EAR_LABELS.get(labels[column])
        if known is None:
            del met[rule]
        else:
            met[rule] = known
    if "hair" in picked.fault or not all(met.get(rule) for rule in sides):
        met.pop("ears-even")
    if picked.folder == SMILING:
        shown = labels["smiling_picture_mouth"]
        met.pop("smile")
        met.pop("mouth-closed")
        if shown in ("teeth", "closed"):
            met["mouth-closed"] = shown == "closed"
    elif picked.person[:3] in TEETH_AT_REST:
        met["mouth-closed"] = False
    for rule in FAULTS.get(picked.fault, ()):
        if rule != "roll":
            met[rule] = False
    return met
