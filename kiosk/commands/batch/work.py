"""One picture to one photo: what a worker process does with each task."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kiosk.camera.frame import Picture, Stamper
from kiosk.clock import SystemClock
from kiosk.digest import sha256_hex
from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.guidance.verdict import Limit
from kiosk.photo.annotate import annotated
from kiosk.photo.finished import FinishedPhoto, Inspection, Misfit, PlateFit
from kiosk.photo.fonts import find_typeface, font_folders
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.standardize import standardize
from kiosk.photo.witness import Witness
from kiosk.photo.words import load_words
from kiosk.picture_file import decode_picture, read_file
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer

log = logging.getLogger(__name__)

SMALL, LINES = ".small.jpg", ".lines.webp"
"""Added to a photo's name: the small picture of a report and the one with lines."""
SMALL_PX, SMALL_QUALITY = 220, 80
LINES_QUALITY = 72


@dataclass(frozen=True)
class Order:
    """What is the same for every task.

    Attributes
    ----------
    limits
        What the spec's rules allow, by rule.
    out
        The folder of the photos.
    pictures
        The folder of the report's pictures, or None when no report shows any.
    """

    spec: PhotoSpec
    limits: dict[str, Limit]
    models: Path
    plate: Path | None
    out: Path
    pictures: Path | None


@dataclass(frozen=True)
class Task:
    """One source and the name of its photo; ``number`` is its place in the run."""

    number: int
    source: Path
    name: str


@dataclass(frozen=True)
class Made:
    """A photo was made and written."""

    number: int
    source_sha256: str
    photo_sha256: str
    crop: Box
    plate: PlateFit | None
    misfits: tuple[Misfit, ...]
    inspection: Inspection


@dataclass(frozen=True)
class Refused:
    """A source gave no photo: the parts of the error that says why."""

    number: int
    code: str
    title: str
    advice: str


Result = Made | Refused


class Workshop:
    """Makes photos with one set of models; used by one thread.

    Parameters
    ----------
    observer
        Measures the pictures and the finished photos.
    """

    def __init__(self, order: Order, observer: Observer, plate: Picture | None) -> None:
        self._order = order
        self._observer = observer
        self._plate = plate
        self._stamper = Stamper(SystemClock())
        self._words = load_words()
        self._typeface = find_typeface(font_folders())

    def make(self, task: Task) -> Result:
        """Make and write the photo of one source; whatever is wrong with the file is told, never raised."""
        try:
            return self._make(task)
        except KioskError as error:
            return Refused(task.number, error.code, error.title, error.advice)
        except Exception:
            log.exception("a picture could not be handled")
            return Refused(
                task.number,
                "internal-error",
                "The program failed on this picture.",
                "Leave it out, and report it with the file.",
            )

    def _make(self, task: Task) -> Made:
        order = self._order
        data = read_file(task.source)
        picture = decode_picture(data, str(task.source))
        self._keep_small(picture, task.name)
        frame = self._stamper.stamp(picture)
        seen = self._observer.subject(frame)
        witness = Witness(self._observer)
        photo = standardize(frame, seen, order.spec, order.limits, witness, self._plate)
        try:
            write_durably(order.out / task.name, photo.jpeg)
        except OSError as error:
            raise KioskError(
                "out-unwritable",
                f"{order.out / task.name} cannot be written: {error.strerror}.",
                "Free some space or name another folder with --out.",
            ) from error
        self._keep_lines(photo, witness.last, task.name)
        return Made(
            task.number,
            sha256_hex(data),
            sha256_hex(photo.jpeg),
            photo.crop,
            photo.plate,
            photo.misfits,
            photo.inspection,
        )

    def _keep_small(self, picture: Picture, name: str) -> None:
        """Keep a small copy of the source: all there is to see of one that gives no photo."""
        if self._order.pictures is None:
            return
        shrink = SMALL_PX / max(picture.shape[:2])
        size = tuple(max(1, round(side * shrink)) for side in picture.shape[1::-1])
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if shrink < 1 else picture
        Image.fromarray(np.ascontiguousarray(small[:, :, ::-1])).save(
            self._order.pictures / f"{name}{SMALL}", "JPEG", quality=SMALL_QUALITY
        )

    def _keep_lines(self, photo: FinishedPhoto, seen: Observation | None, name: str) -> None:
        """Keep the small picture of the photo, and the photo with its lines, for the report."""
        if self._order.pictures is None:
            return
        with Image.open(io.BytesIO(photo.jpeg)) as small:
            small.thumbnail((SMALL_PX, SMALL_PX))
            small.save(self._order.pictures / f"{name}{SMALL}", "JPEG", quality=SMALL_QUALITY)
        remedies = {misfit.band: self._words.remedy[misfit.remedy] for misfit in photo.misfits}
        lines = annotated(
            photo.jpeg, photo.inspection, seen, self._words, self._typeface, remedies=remedies, legend=False
        )
        lines.save(self._order.pictures / f"{name}{LINES}", "WEBP", quality=LINES_QUALITY)
