"""Light, colour, sharpness and lens on public faces, also spoiled: ``python -m tests.bench.light``.

Faults are put into the pictures where the face was found; the whole chain is measured by
``kiosk bench guidance``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
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
Spoil = Callable[[Picture, Points], Picture]


def noisy(picture: Picture, levels: float) -> Picture:
    grain = np.random.default_rng(1).normal(0, levels, picture.shape)
    return np.asarray(np.clip(picture + grain, 0, 255), np.uint8)


def packed(picture: Picture, quality: int) -> Picture:
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def blurred(picture: Picture) -> Picture:
    """Blur by 3 px at an eye distance of 200 px."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 3 * BOOTH_EYES_PX / 200), np.uint8)


def half_lit(picture: Picture, points: Points, fall: str, *, dark_left: bool, linear: bool) -> Picture:
    """Halve the light (``linear``) or the pixel values from one side of the face to the other."""
    low, high = float(points[:468, 0].min()), float(points[:468, 0].max())
    x = np.arange(picture.shape[1])
    along = np.clip((x - low) / (high - low), 0, 1)
    share = {
        "step": 0.5 + 0.5 * np.tanh((along - 0.5) / 0.1),
        "cosine": 0.5 - 0.5 * np.cos(np.pi * along),
        "ramp": along,
        "ramp over the picture": x / (x.size - 1),
    }[fall]
    gain = 0.5 + 0.5 * (share if dark_left else 1 - share)
    if linear:
        gain = gain ** (1 / 2.2)
    return np.asarray(np.clip(picture * gain[None, :, None] + 0.5, 0, 255), np.uint8)


def grey(picture: Picture) -> Picture:
    """Return what a camera without colour shows."""
    return np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)


SPOILED: dict[str, dict[str, Spoil]] = {
    "sharpness": {
        "as it is": lambda p, m: p,
        "noise 4": lambda p, m: noisy(p, 4),
        "two fifths of the light, noise 4": lambda p, m: noisy((p * 0.4).astype(np.uint8), 4),
        "JPEG 70": lambda p, m: packed(p, 70),
        "blurred 3 px of 200": lambda p, m: blurred(p),
        "blurred, noise 3": lambda p, m: noisy(blurred(p), 3),
        "smeared 6 px": lambda p, m: optics.smeared(p, 6.0),
    },
    "light-even": {
        "as it is": lambda p, m: p,
        **{
            f"1:2 {'light' if linear else 'pixels'}, {fall}, {'left' if left else 'right'} dark": partial(
                half_lit, fall=fall, dark_left=left, linear=linear
            )
            for fall in ("step", "cosine", "ramp", "ramp over the picture")
            for linear in (True, False)
            for left in (True, False)
        },
    },
    "light-level": {
        "as it is": lambda p, m: p,
        "a third of the light": lambda p, m: (p * 0.35).astype(np.uint8),
    },
    "light-top-bottom": {"as it is": lambda p, m: p},
    "highlights": {"as it is": lambda p, m: p},
    "red-eye": {"as it is": lambda p, m: p, "3300 K": lambda p, m: optics.tinted(p, 3300)},
    "colour-cast": {
        f"{kelvin} K": lambda p, m, kelvin=kelvin: optics.tinted(p, kelvin)  # type: ignore[misc]
        for kelvin in (3300, 3800, 5700, 6500, 7300, 11000)
    },
    "natural-colour": {
        "as it is": lambda p, m: p,
        "11000 K": lambda p, m: optics.tinted(p, 11000),
        "a third of the light": lambda p, m: (p * 0.35).astype(np.uint8),
        "black and white, JPEG 70": lambda p, m: packed(grey(p), 70),
        "black and white, noise 4": lambda p, m: noisy(grey(p), 4),
    },
    "lens-clean": {
        f"film {dirt}": lambda p, m, dirt=dirt: optics.filmed(p, dirt)  # type: ignore[misc]
        for dirt in (0.0, 0.3, 0.5, 0.7)
    },
}
MEASURES: dict[str, Callable[[Picture, Points, float], float | None]] = {
    "sharpness": lambda p, m, yaw: sharpness.sharpness(p, m),
    "light-even": lambda p, m, yaw: light.light(p, m, yaw)["light_left_right"],
    "light-level": lambda p, m, yaw: light.light(p, m, yaw)["light_level"],
    "light-top-bottom": lambda p, m, yaw: light.light(p, m, yaw)["light_top_bottom"],
    "highlights": lambda p, m, yaw: light.light(p, m, yaw)["highlights"],
    "red-eye": lambda p, m, yaw: red_eye.red_eye(p, m),
    "natural-colour": lambda p, m, yaw: colour.skin_chroma(p, m),
    "colour-cast": lambda p, m, yaw: colour.colour_cast(p, m),
    "lens-clean": lambda p, m, yaw: lens.veil(p, m),
}


def faces(testdata: Path) -> Iterator[tuple[Picture, Points, float]]:
    """Every labelled picture at the booth's size, its mesh and the head's turn in degrees."""
    with Observer.open(models_dir(), live=False) as observer:
        for folder in FOLDERS:
            for path in sorted((testdata / folder).glob("*.jpg")):
                picture = load_picture(path)
                seen = observer.observe(Frame(1, 0.0, picture))
                yaw_deg = seen.value("yaw_deg")
                if seen.head is None or seen.landmarks is None or yaw_deg is None:
                    continue
                scale = min(1.0, BOOTH_EYES_PX / seen.head.eye_distance)
                small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                yield np.asarray(small, np.uint8), seen.landmarks * np.float32(scale), yaw_deg


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
            measured = [MEASURES[rule](spoil(picture, points), points, yaw) for picture, points, yaw in found]
            values = np.array([value for value in measured if value is not None])
            low, high = bands[rule]
            passed = int(((low <= values) & (values <= high)).sum())
            spread = " ".join(f"{v:8.3f}" for v in np.percentile(values, (0, 1, 50, 99, 100)))
            told = f"pass {passed:3} of {len(measured)}  unknown {len(measured) - len(values):2}"
            print(f"{rule:17} {fault:33} {told}  least, 1 %, median, 99 %, most {spread}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
