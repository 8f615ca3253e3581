"""Real people compared: neutral against smiling pictures, as they are and as poorer enrolment portraits."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.derive import Points, blurred, load_points, relit, rolled
from kiosk.bench.real import NEUTRAL, SMILING
from kiosk.camera.frame import Picture
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.embedding import Embedding
from kiosk.compare.portraits import Portraits
from kiosk.picture_file import load_picture

CARD_PX, PHOTO_PX = (102, 126), (480, 640)
"""Width and height: the portrait in a resident ID card's chip, and a standard photo."""
CARD_QUALITY, PHOTO_QUALITY = 60, 80
_RIM, _LENS, _TEMPLE, _FRAME = 0.035, (0.40, 0.30), 0.66, (38, 34, 32)
"""Of drawn-on glasses, in eye distances: the rim's thickness, a lens' half width and half height, how far
from the pupil the temples are seen to go; and the frame's colour, BGR."""


@dataclass(frozen=True)
class Group:
    """Sex and origin as the test data's list names them, and how much of the ears shows."""

    sex: str
    origin: str
    ears: str


@dataclass(frozen=True, eq=False)
class Table:
    """Similarities of one kind of enrolment portrait, shape (people, people), to the other pictures."""

    name: str
    similarity: NDArray[np.float64]

    @property
    def same(self) -> NDArray[np.float64]:
        """One person's two pictures."""
        return np.diag(self.similarity)

    @property
    def different(self) -> NDArray[np.float64]:
        """Two people's pictures, every ordered pair."""
        return self.similarity[~np.eye(len(self.similarity), dtype=bool)]


def card(picture: Picture, points: Points) -> Picture:
    """Return the head as an ID card's chip holds it: very small, and heavily compressed."""
    return _stored(_head(picture, points, 0.62), CARD_PX, CARD_QUALITY)


def photo(picture: Picture, points: Points) -> Picture:
    """Return the head as a standard photo of 480×640 px."""
    return _stored(_head(picture, points, 0.54), PHOTO_PX, PHOTO_QUALITY)


def grey(picture: Picture, points: Points) -> Picture:
    """Return the picture without colour."""
    return np.asarray(cv2.merge([cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)] * 3), np.uint8)


def spectacled(picture: Picture, points: Points) -> Picture:
    """Return the person with a dark full-rim frame drawn on; clear lenses change nothing of the eyes."""
    worn = picture.copy()
    left, right = (np.array(pupil) for pupil in (points.pupil_left, points.pupil_right))
    along = (right - left) / points.eye_distance
    wide, thick = points.eye_distance, max(1, round(_RIM * points.eye_distance))

    def line(start: NDArray[np.float64], end: NDArray[np.float64]) -> None:
        ends = np.round([start, end]).astype(int)
        cv2.line(worn, ends[0].tolist(), ends[1].tolist(), _FRAME, thick, cv2.LINE_AA)

    for pupil, out in ((left, -1.0), (right, 1.0)):
        size = (round(_LENS[0] * wide), round(_LENS[1] * wide))
        middle = np.round(pupil + np.array([0, 0.04 * wide])).astype(int)
        cv2.ellipse(worn, middle.tolist(), size, points.roll_deg, 0, 360, _FRAME, thick, cv2.LINE_AA)
        line(pupil + out * _LENS[0] * wide * along, pupil + out * _TEMPLE * wide * along)
    line(left + _LENS[0] * wide * along, right - _LENS[0] * wide * along)
    return worn


MADE: Mapping[str, Callable[[Picture, Points], Picture]] = {
    "as it is": lambda picture, points: picture,
    "standard photo, 480×640 JPEG": photo,
    "ID card's chip, 102×126 JPEG": card,
    "grey": grey,
    "light 1:2 from one side": lambda picture, points: relit(picture, points, dark_left=True, linear=True),
    "pixels 1:2 from one side": lambda picture, points: relit(picture, points, dark_left=True, linear=False),
    "glasses drawn on": spectacled,
    "blurred": blurred,
    "rolled by 15°": lambda picture, points: rolled(picture, 15.0),
}
"""What the neutral picture is turned into before it is the enrolment portrait."""


def measure_real(
    testdata: Path, portraits: Portraits, consent: ComparisonConsent
) -> tuple[list[Table], list[Group]]:
    """Compare everybody with everybody, once for every kind of enrolment portrait."""
    paths = _portraits(testdata)
    smiling = _smiling(testdata, portraits, consent)
    neutral = [(load_picture(path), load_points(path.with_suffix(".tem"))) for path in paths]
    tables = [
        Table(
            name,
            similarities(
                [
                    portraits.measure(make(*one), consent, path.name)
                    for one, path in zip(neutral, paths, strict=True)
                ],
                smiling,
            ),
        )
        for name, make in MADE.items()
    ]
    return tables, groups(testdata, [path.stem[:3] for path in paths])


def measure_plain(
    testdata: Path, portraits: Portraits, consent: ComparisonConsent
) -> tuple[Table, list[str]]:
    """Compare everybody's pictures as they are, and return who they are of."""
    paths = _portraits(testdata)
    neutral = [portraits.measure(load_picture(path), consent, path.name) for path in paths]
    smiling = _smiling(testdata, portraits, consent)
    return Table("as it is", similarities(neutral, smiling)), [path.stem[:3] for path in paths]


def _portraits(testdata: Path) -> list[Path]:
    return sorted((testdata / NEUTRAL).glob("*.jpg"))


def _smiling(testdata: Path, portraits: Portraits, consent: ComparisonConsent) -> list[Embedding]:
    paths = sorted((testdata / SMILING).glob("*.jpg"))
    return [portraits.measure(load_picture(path), consent, path.name) for path in paths]


def similarities(first: Sequence[Embedding], second: Sequence[Embedding]) -> NDArray[np.float64]:
    """Return every similarity, shape (first, second)."""
    return np.array([[one.similarity(other) for other in second] for one in first])


def groups(testdata: Path, people: Sequence[str]) -> list[Group]:
    """Return everybody's labels."""
    with (testdata / "index.csv").open(newline="", encoding="utf-8") as file:
        notes = {
            words[-3]: (words[-2], words[-1])
            for words in (row["note"].split() for row in csv.DictReader(file) if row["set"] == NEUTRAL)
        }
    with (testdata / "frll_labels.csv").open(newline="", encoding="utf-8") as file:
        ears = {
            row["id"]: {row["ear_left_of_picture"], row["ear_right_of_picture"]}
            for row in csv.DictReader(file)
        }
    return [Group(*notes[person], _ears(ears[person])) for person in people]


def _ears(labels: set[str]) -> str:
    if labels == {"visible"}:
        return "ears free"
    return "not known" if "unsure" in labels else "hair over the ears"


def _head(picture: Picture, points: Points, share: float) -> Picture:
    """Return a part of the picture, 3:4 or so, in which the head's width is ``share`` of the whole."""
    width = points.face_width / share
    height = width * PHOTO_PX[1] / PHOTO_PX[0]
    x = points.middle_x - width / 2
    y = (points.pupil_left[1] + points.pupil_right[1]) / 2 - 0.4 * height
    move = np.array([[1, 0, -x], [0, 1, -y]])
    size = (round(width), round(height))
    return np.asarray(cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _stored(picture: Picture, size: tuple[int, int], quality: int) -> Picture:
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
