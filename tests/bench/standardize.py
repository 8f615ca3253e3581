"""Make and judge the photos of the 68 neutral people: ``python -m tests.bench.standardize [--out DIR]``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Stamper
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.paths import models_dir, project_root
from kiosk.photo.finished import CheckStatus, FinishedPhoto
from kiosk.photo.matte import warm_up
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.photo.standardize import standardize
from kiosk.picture_file import load_picture
from kiosk.services.ruling import rules_for
from kiosk.vision.observe import Observer

GEOMETRY = ("hair_top", "eye_line", "face_width")
FILE = ("format", "width", "height", "dpi", "file_size", "quality", "colour", "metadata")
PUPIL_TOLERANCE_PX = 4.0


@dataclass(frozen=True)
class Made:
    """One photo and how far its reported eye line lies from the hand-marked pupils, px of the photo."""

    photo: FinishedPhoto
    eye_error_px: float
    seconds: float

    def passed(self, names: tuple[str, ...]) -> bool:
        """Whether the photo's own inspection passed all of these checks."""
        checks = {check.check: check for check in self.photo.inspection.checks}
        return all(checks[name].status is CheckStatus.PASS for name in names)


def pupils_y(tem: Path) -> float:
    """Return the mean height of the two pupils of a template file, px of the source."""
    lines = tem.read_text().split("\n")[1:3]
    # The templates count pixel centres from 0; the picture's own edge is half a pixel before.
    return float(np.mean([float(line.split()[1]) for line in lines])) + 0.5


def make(picture: Path, spec: PhotoSpec, stamper: Stamper, observer: Observer) -> Made:
    """Standardize one picture of the set and compare its eye line with the template's pupils."""
    frame = stamper.stamp(load_picture(picture))
    observation = observer.observe(frame)
    start = time.perf_counter()
    photo = standardize(frame, observation, spec, rules_for(spec).limits(), observer)
    seconds = time.perf_counter() - start
    reported = next(check.value for check in photo.inspection.checks if check.check == "eye_line")
    assert reported is not None
    marked = (pupils_y(picture.with_suffix(".tem")) - photo.crop.y) / photo.scale
    return Made(photo, abs(reported - marked), seconds)


def main() -> int:
    """Print what was reached; 0 when every floor was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="keep the photos here")
    args = parser.parse_args()
    testdata = Path(os.environ.get("KIOSK_TESTDATA", project_root().parent / "shared" / "testdata"))
    pictures = sorted((testdata / "frll_neutral").glob("*.jpg"))
    spec, stamper = load_spec("chsi"), Stamper(SystemClock())
    warm_up()
    made: list[Made] = []
    with Observer.open(models_dir(), live=False) as observer:
        for picture in pictures:
            try:
                one = make(picture, spec, stamper, observer)
            except KioskError as error:
                print(f"{picture.name}: {error}")
                continue
            made.append(one)
            faults = [
                f"{check.check}={check.value}"
                for check in one.photo.inspection.checks
                if check.status is not CheckStatus.PASS
            ]
            if faults or one.eye_error_px > PUPIL_TOLERANCE_PX:
                print(f"{picture.name}: {' '.join(faults)} pupils off by {one.eye_error_px:.1f} px")
            if args.out is not None:
                args.out.mkdir(parents=True, exist_ok=True)
                (args.out / picture.name).write_bytes(one.photo.jpeg)
    file_right = sum(one.passed(FILE) for one in made)
    geometry_right = sum(one.passed(GEOMETRY) for one in made)
    eyes_right = sum(one.eye_error_px <= PUPIL_TOLERANCE_PX for one in made)
    errors = np.array([one.eye_error_px for one in made])
    seconds = np.array([one.seconds for one in made])
    print(f"pictures {len(pictures)}, photos {len(made)}")
    print(f"file right {file_right}, hair top, eye line and face width right {geometry_right}")
    print(
        f"eye line within {PUPIL_TOLERANCE_PX:g} px of the marked pupils {eyes_right} "
        f"(median {np.median(errors):.2f}, worst {errors.max():.2f} px)"
    )
    print(f"all musts passed {sum(one.photo.inspection.ok for one in made)}")
    print(f"seconds a photo: median {np.median(seconds):.2f}, worst {seconds.max():.2f}")
    return 0 if file_right == eyes_right == len(pictures) and geometry_right >= 60 else 1


if __name__ == "__main__":
    sys.exit(main())
