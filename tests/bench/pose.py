"""Yaw, pitch and roll against drawn heads' truth and on real faces: ``python -m tests.bench.pose``."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.bench.looks import tone, well_posed
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene, Truth
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, models_dir, project_root
from kiosk.picture_file import load_picture
from kiosk.vision.observe import Observer

HEADS, SEED = 640, 5
REACH_DEG, ROLL_DEG = 25.0, 15.0
CORNERS = ((20, -20), (-20, 20), (20, 20), (-20, -20), (25, 0), (-25, 0), (0, 25), (0, -25))
"""Yaw and pitch of one head in eight; the others are spread evenly over the square."""
REAL = ("frll_neutral", "frll_smiling", "lisa_zoom", "matting_composite/image")
ANGLES = ("yaw_deg", "pitch_deg", "roll_deg")


@dataclass(frozen=True)
class Reading:
    """One drawn head: true and read yaw, pitch and roll, the drawn pupils' tilt, degrees; skin tone."""

    true: tuple[float, float, float]
    read: tuple[float, float, float]
    pupils_deg: float
    tone: str


def scene(number: int) -> Scene:
    """Return head ``number`` of the grid: any person, place, distance, light, some glasses and smiles."""
    random = np.random.default_rng([SEED, number])
    posed = well_posed(random)
    yaw, pitch = (
        CORNERS[number // 8 % 8] if number % 8 == 0 else random.uniform(-REACH_DEG, REACH_DEG, 2).tolist()
    )
    pose = replace(
        posed.pose,
        x=float(random.uniform(0.40, 0.60)),
        y=float(random.uniform(0.36, 0.46)),
        scale_px=float(random.uniform(13, 18)),
        yaw_deg=yaw,
        pitch_deg=pitch,
        roll_deg=float(random.uniform(-ROLL_DEG, ROLL_DEG)) if number % 2 else 0.0,
        mouth_open=float(random.choice((0.0, 0.0, 0.0, 0.25))),
    )
    return replace(posed, pose=pose, look=replace(posed.look, glasses=bool(random.random() < 0.25)))


def drawn(observer: Observer) -> Iterator[Reading]:
    """Read every head of the grid in which a face is found."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    for number in range(HEADS):
        shown = renderer.render(scene(number), frame_number=number, alpha=False)
        seen, truth = observer.observe(Frame(number, 0.0, shown.bgr)), shown.truth
        true, read = (tuple(value(name) for name in ANGLES) for value in (truth.__getattribute__, seen.value))
        if None not in read:
            yield Reading(true, read, pupils_tilt(truth), tone(truth.scene.look.skin))


def pupils_tilt(truth: Truth) -> float:
    """Return the tilt of the drawn pupils' line, degrees; perspective bends it from the roll by a little."""
    left, right = truth.pupil_left, truth.pupil_right
    assert left is not None
    assert right is not None
    return math.degrees(math.atan2(right.y - left.y, right.x - left.x))


def told(errors: NDArray[np.float64]) -> str:
    size = np.abs(errors)
    return (
        f"median {np.median(size):.2f}°, p95 {np.percentile(size, 95):.2f}°, worst {size.max():.1f}°,"
        f" mean {errors.mean():+.2f}°"
    )


def print_drawn(readings: list[Reading]) -> None:
    true = np.array([reading.true for reading in readings])
    errors = np.array([reading.read for reading in readings]) - true
    corner = np.abs(true[:, :2]).min(axis=1) >= 15
    print(f"drawn heads: {len(readings)} of {HEADS} read")
    for column, name in enumerate(ANGLES):
        print(f"  {name:9} all        {told(errors[:, column])}")
        print(f"  {name:9} corners    {told(errors[corner, column])}")
        for skin in ("light", "medium", "dark"):
            chosen = np.array([reading.tone == skin for reading in readings])
            print(f"  {name:9} {skin:7}    {told(errors[chosen, column])}")
    tilt = np.array([reading.read[2] - reading.pupils_deg for reading in readings])
    print(f"  roll_deg  against the drawn pupils' line: {told(tilt)}")
    for low in range(-25, 25, 10):
        chosen = (true[:, 1] >= low) & (true[:, 1] < low + 10)
        print(f"  pitch {low:+}…{low + 10:+}°: {told(errors[chosen, 1])}")


def real(observer: Observer, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Read every picture of ``folder``: name, yaw, pitch."""
    for path in sorted(folder.glob("*.jpg")):
        seen = observer.observe(Frame(1, 0.0, load_picture(path)))
        yaw, pitch = seen.value("yaw_deg"), seen.value("pitch_deg")
        if yaw is not None and pitch is not None:
            yield path.stem, yaw, pitch


def print_real(observer: Observer, testdata: Path) -> None:
    limits = {rule.name: rule.enter for rule in load_rules(config_dir() / "rules.toml").rules}
    for folder in REAL:
        rows = list(real(observer, testdata / folder))
        for name, column in (("yaw", 1), ("pitch", 2)) if rows else ():
            values = np.array([row[column] for row in rows], np.float64)
            low, high = limits[name]
            beyond = [f"{row[0]} {row[column]:+.1f}" for row in rows if not low <= row[column] <= high]
            print(
                f"{folder:23} {name:5} mean {values.mean():+5.2f}° sd {values.std():4.2f}°, "
                f"{len(rows) - len(beyond)} of {len(rows)} inside {low:+g}…{high:+g}°; beyond:",
                " ".join(beyond),
            )


def main() -> int:
    """Print both tables."""
    override = os.environ.get("KIOSK_TESTDATA")
    testdata = Path(override) if override else project_root().parent / "shared" / "testdata"
    with Observer.open(models_dir(), live=False) as observer:
        print_drawn(list(drawn(observer)))
        print_real(observer, testdata)
    return 0


if __name__ == "__main__":
    sys.exit(main())
