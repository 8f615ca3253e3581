"""Public portraits of real people as whoever comes to the booth: two pictures each, moved before the camera.

All are in white T-shirts before one wall: what tells them apart is face, skin and hair alone. A picture is
shifted, scaled, rolled and tilted as a plane; no head turns in it.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.compare_real import groups
from kiosk.bench.derive import Points, load_points
from kiosk.bench.real import NEUTRAL, SMILING
from kiosk.camera.frame import Picture
from kiosk.picture_file import load_picture
from tests.bench.swap_room import MOMENTS, SIZE, Drawn, Posture

EYE_PX = 98.0
"""Between the eyes of who sits right."""
EYES_Y = 0.405
"""Height of the eyes of who sits right, of the picture's."""
NOISE = 1.6
"""Standard deviation of the sensor's noise, levels."""
LENS_PX = 1100.0
"""Focal length by which a tilted picture is drawn."""
WORN = frozenset({Posture.UNDRESSED, Posture.UNDRESSING})
"""Nobody is pictured in other clothes."""


def real_people(testdata: Path, seed: int) -> list[Drawn]:
    """Return everybody in every posture but :data:`WORN`, as level and as near as guidance asks for.

    Those who are alike by the list's sex and origin follow each other, so that they share a room. Left out
    is whose hair lies over an ear: it would have to be put back, which no picture does.
    """
    paths = sorted((testdata / NEUTRAL).glob("*.jpg"))
    labels = groups(testdata, [path.stem[:3] for path in paths])
    free = [at for at, label in enumerate(labels) if label.ears == "ears free"]
    free.sort(key=lambda at: (labels[at].sex, labels[at].origin))
    people = []
    for number, at in enumerate(free):
        path, points = paths[at], load_points(paths[at].with_suffix(".tem"))
        smiling = next((testdata / SMILING).glob(f"{path.stem[:3]}*.jpg"))
        random = np.random.default_rng([seed, number, 8])
        people.append(_person(number, (load_picture(path), load_picture(smiling)), points, random))
    return people


def _person(
    number: int, pictures: tuple[Picture, Picture], points: Points, random: np.random.Generator
) -> Drawn:
    """Show somebody by lot from their neutral and smiling pictures; ``points`` are the neutral one's."""
    neutral, _ = pictures

    def posed(posture: Posture) -> Picture:
        shown = neutral if posture is Posture.LOOKS else pictures[int(random.integers(2))]
        homography = _moved(posture, points, random)
        flat = cv2.warpPerspective(shown, homography, SIZE, None, cv2.INTER_AREA, cv2.BORDER_REPLICATE)
        return _noisy(np.asarray(flat, np.uint8), random)

    moments = {posture: count for posture, count in MOMENTS.items() if posture not in WORN}
    wall = cv2.resize(neutral[:40], SIZE, interpolation=cv2.INTER_AREA)
    return Drawn(
        number,
        {posture: tuple(posed(posture) for _ in range(count)) for posture, count in moments.items()},
        _noisy(wall, random),
    )


def _moved(posture: Posture, points: Points, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the homography, shape (3, 3), from the portrait to the camera's picture."""
    x, y, roll_deg, nod_deg, nearer = 0.5, EYES_Y, 0.0, 0.0, 1.0
    match posture:
        case Posture.ASKEW:
            roll_deg = float(random.choice((-1, 1))) * float(random.uniform(6, 11))
            x, nearer = x + float(random.uniform(-0.08, 0.08)), float(random.uniform(0.78, 1.0))
            nod_deg = float(random.uniform(-6, 10))
        case Posture.READS:
            nod_deg, y = float(random.uniform(18, 30)), y + float(random.uniform(0.02, 0.06))
        case Posture.LEFT | Posture.RIGHT:
            side = -1 if posture is Posture.LEFT else 1
            x, roll_deg = x + side * float(random.uniform(0.26, 0.34)), -side * float(random.uniform(0, 12))
        case _:
            x, y = x + float(random.normal(0, 0.0004)), y + float(random.normal(0, 0.0004))
    roll, nod = np.radians([roll_deg - points.roll_deg, nod_deg])
    eyes_y = (points.pupil_left[1] + points.pupil_right[1]) / 2
    centred = np.array([[1, 0, -points.middle_x], [0, 1, -eyes_y], [0, 0, 1]])
    scale = nearer * EYE_PX / points.eye_distance
    size = np.diag([scale, scale, 1])
    # The upper edge comes nearer as the head bends down.
    tilt = np.array([[1, 0, 0], [0, np.cos(nod), 0], [0, np.sin(nod) / LENS_PX, 1]])
    turn = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    place = np.array([[1, 0, x * SIZE[0]], [0, 1, y * SIZE[1]], [0, 0, 1]])
    return np.asarray(place @ turn @ tilt @ size @ centred)


def _noisy(picture: NDArray[np.uint8], random: np.random.Generator) -> Picture:
    noise = random.normal(0, NOISE, picture.shape)
    return np.asarray(np.clip(np.rint(picture + noise), 0, 255), np.uint8)
