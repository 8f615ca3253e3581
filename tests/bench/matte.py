"""Measure the matte against known alpha: ``python -m tests.bench.matte [--plate] [--sitter] [--out DIR]``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Picture, Stamper
from kiosk.clock import SystemClock
from kiosk.geometry import Box
from kiosk.paths import models_dir, project_root
from kiosk.photo.background import over_background
from kiosk.photo.matte import Matte, alpha_matte, warm_up
from kiosk.photo.person import Alpha, person_of
from kiosk.photo.spec import load_spec
from kiosk.picture_file import load_picture
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer
from tests.bench.sitter_matte import measure, scenes

MEAN_FLOOR = 3.4
BAND_FLOOR = 74.5
"""Thousandths: over whole 1280 × 720 pictures, and within 4 px (in x and in y) of 0.02 < alpha < 0.98."""
BAND_PX = 4
SITTER_MEAN_FLOOR = 2.0
SITTER_LOST_FLOOR = 10.0
"""Thousandths: mean error over all drawn people, and the most of a person that any photo may lose."""


def whole_matte(bgr: Picture, observation: Observation, plate: Picture | None = None) -> Matte:
    """Return the matte of a whole picture, as the photo's is made of its crop."""
    assert observation.head is not None
    size = (bgr.shape[1], bgr.shape[0])
    person = person_of(observation, Box(0, 0, *size), size)
    return alpha_matte(bgr, person, observation.head.face_width, observation.head.chin, plate)


def errors(alpha: Alpha, truth: Alpha) -> tuple[float, float]:
    """Return the mean absolute error over the picture and over the boundary band, thousandths."""
    soft = ((truth > 0.02) & (truth < 0.98)).astype(np.uint8)
    band = cv2.dilate(soft, np.ones((2 * BAND_PX + 1, 2 * BAND_PX + 1), np.uint8)) > 0
    error = np.abs(alpha - truth)
    return float(error.mean()) * 1000, float(error[band].mean()) * 1000


def main() -> int:
    """Print the error of every composite and their means; 0 when both are at the floors or better."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="keep the pictures over the spec's background here")
    parser.add_argument("--plate", action="store_true", help="with the empty room as known background")
    parser.add_argument("--sitter", action="store_true", help="drawn people in pale clothes instead")
    args = parser.parse_args()
    if args.sitter:
        return sitter(with_plate=args.plate)
    testdata = Path(os.environ.get("KIOSK_TESTDATA", project_root().parent / "shared" / "testdata"))
    folder = testdata / "matting_composite"
    spec, stamper = load_spec("chsi"), Stamper(SystemClock())
    warm_up()
    rows: list[tuple[float, float, float]] = []
    with Observer.open(models_dir(), live=False) as observer:
        for picture in sorted((folder / "image").glob("*.jpg")):
            bgr = load_picture(picture)
            truth = cv2.imread(str(folder / "alpha" / f"{picture.stem}.png"), cv2.IMREAD_GRAYSCALE)
            assert truth is not None
            observation = observer.observe(stamper.stamp(bgr))
            room = folder / "background" / f"{picture.stem.partition('_')[2]}.jpg"
            plate = load_picture(room) if args.plate else None
            start = time.perf_counter()
            matte = whole_matte(bgr, observation, plate)
            alpha = matte.alpha
            seconds = time.perf_counter() - start
            rows.append((*errors(alpha, truth.astype(np.float32) / 255), seconds))
            print(
                f"{picture.stem:16} mean {rows[-1][0]:6.2f} ‰  band {rows[-1][1]:7.2f} ‰  {seconds:.2f} s"
                f"  {matte.plate or ''}"
            )
            if args.out is not None:
                args.out.mkdir(parents=True, exist_ok=True)
                result = over_background(bgr, alpha, spec.background.rgb)
                cv2.imwrite(str(args.out / f"{picture.stem}.png"), result)
    mean, band, seconds = np.mean(rows, axis=0)
    print(f"{len(rows)} pictures: mean {mean:.2f} ‰ (floor {MEAN_FLOOR})")
    print(f"band {band:.2f} ‰ (floor {BAND_FLOOR}), {seconds:.2f} s a whole picture")
    return 0 if mean <= MEAN_FLOOR and band <= BAND_FLOOR else 1


def sitter(*, with_plate: bool) -> int:
    """Print the worst drawn people and the means; 0 when they are at the floors or better."""
    warm_up()
    with Observer.open(models_dir(), live=False) as observer:
        rows = list(measure(scenes(), load_spec("chsi"), observer, with_plate=with_plate))
    for title, key in (("error", "error"), ("of the person lost", "lost"), ("of the wall kept", "kept")):
        values = np.array([getattr(row, key) for row in rows])
        print(f"{title}: mean {values.mean():.2f} ‰, 95 % below {np.percentile(values, 95):.2f} ‰")
        for row in sorted(rows, key=lambda row: -float(getattr(row, key)))[:3]:
            print(f"    {getattr(row, key):6.2f} ‰  {row.name}")
    seconds = np.array([row.seconds for row in rows])
    print(f"{len(rows)} people, {np.median(seconds):.2f} s a matte, longest {seconds.max():.2f} s")
    error = np.mean([row.error for row in rows])
    return 0 if error <= SITTER_MEAN_FLOOR and max(row.lost for row in rows) <= SITTER_LOST_FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
