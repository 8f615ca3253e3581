"""Light, colour, sharpness and lens on public faces, also spoiled: ``python -m tests.bench.light``.

Faults are put into the pictures where the face was found; the whole chain is measured by
``kiosk bench guidance``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter import optics
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, models_dir, project_root
from kiosk.picture_file import load_picture
from kiosk.vision import colour, lens, light, red_eye, sharpness
from kiosk.vision.landmarks import Points
from kiosk.vision.observe import Observer

FOLDERS = ("frll_neutral", "frll_smiling")
BOOTH_EYES_PX = 115
"""Eye distance at which a booth sees a face; the pictures are shrunk to it."""
Spoil = Callable[[Picture], Picture]


def noisy(picture: Picture, levels: float) -> Picture:
    grain = np.random.default_rng(1).normal(0, levels, picture.shape)
    return np.asarray(np.clip(picture + grain, 0, 255), np.uint8)


def packed(picture: Picture, quality: int) -> Picture:
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def blurred(picture: Picture) -> Picture:
    """Blur by 3 px at an eye distance of 200 px."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 3 * BOOTH_EYES_PX / 200), np.uint8)


SPOILED: dict[str, dict[str, Spoil]] = {
    "sharpness": {
        "as it is": lambda p: p,
        "noise 4": lambda p: noisy(p, 4),
        "two fifths of the light, noise 4": lambda p: noisy((p * 0.4).astype(np.uint8), 4),
        "JPEG 70": lambda p: packed(p, 70),
        "blurred 3 px of 200": blurred,
        "blurred, noise 3": lambda p: noisy(blurred(p), 3),
        "smeared 6 px": lambda p: optics.smeared(p, 6.0),
    },
    "light-even": {"as it is": lambda p: p},
    "light-level": {
        "as it is": lambda p: p,
        "a third of the light": lambda p: (p * 0.35).astype(np.uint8),
    },
    "light-top-bottom": {"as it is": lambda p: p},
    "highlights": {"as it is": lambda p: p},
    "red-eye": {"as it is": lambda p: p, "3300 K": lambda p: optics.tinted(p, 3300)},
    "colour-cast": {
        f"{kelvin} K": lambda p, kelvin=kelvin: optics.tinted(p, kelvin)  # type: ignore[misc]
        for kelvin in (3300, 3800, 5700, 6500, 7300, 11000)
    },
    "lens-clean": {
        f"film {dirt}": lambda p, dirt=dirt: optics.filmed(p, dirt)  # type: ignore[misc]
        for dirt in (0.0, 0.3, 0.5, 0.7)
    },
}
MEASURES: dict[str, Callable[[Picture, Points], float | None]] = {
    "sharpness": sharpness.sharpness,
    "light-even": lambda p, m: light.light(p, m)["light_left_right"],
    "light-level": lambda p, m: light.light(p, m)["light_level"],
    "light-top-bottom": lambda p, m: light.light(p, m)["light_top_bottom"],
    "highlights": lambda p, m: light.light(p, m)["highlights"],
    "red-eye": red_eye.red_eye,
    "colour-cast": colour.colour_cast,
    "lens-clean": lens.veil,
}


def faces(testdata: Path) -> Iterator[tuple[Picture, Points]]:
    """Every labelled picture at the booth's size, and its mesh."""
    with Observer.open(models_dir(), live=False) as observer:
        for folder in FOLDERS:
            for path in sorted((testdata / folder).glob("*.jpg")):
                picture = load_picture(path)
                seen = observer.observe(Frame(1, 0.0, picture))
                if seen.head is None or seen.landmarks is None:
                    continue
                scale = min(1.0, BOOTH_EYES_PX / seen.head.eye_distance)
                small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                yield np.asarray(small, np.uint8), seen.landmarks * np.float32(scale)


def main() -> int:
    """Print for every measure and fault its spread and how many pass the rule."""
    override = os.environ.get("KIOSK_TESTDATA")
    testdata = Path(override) if override else project_root().parent / "shared" / "testdata"
    if not testdata.is_dir():
        print(f"the test pictures are absent: {testdata}", file=sys.stderr)
        return 2
    bands = {rule.name: rule.enter for rule in load_rules(config_dir() / "rules.toml").rules}
    found = list(faces(testdata))
    print(f"{len(found)} pictures of {', '.join(FOLDERS)}")
    for rule, faults in SPOILED.items():
        for fault, spoil in faults.items():
            measured = [MEASURES[rule](spoil(picture), points) for picture, points in found]
            values = np.array([value for value in measured if value is not None])
            low, high = bands[rule]
            passed = int(((low <= values) & (values <= high)).sum())
            spread = " ".join(f"{v:8.3f}" for v in np.percentile(values, (0, 1, 50, 99, 100)))
            told = f"pass {passed:3} of {len(measured)}  unknown {len(measured) - len(values):2}"
            print(f"{rule:17} {fault:33} {told}  least, 1 %, median, 99 %, most {spread}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
