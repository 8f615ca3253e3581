"""Makes photos of real and drawn people and compares each with what is known of its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.bench.derive import load_points
from kiosk.bench.looks import well_posed
from kiosk.bench.photo_colour import Fidelity, fidelity, resampled
from kiosk.bench.real import NEUTRAL
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Limit
from kiosk.photo.finished import CheckStatus, FinishedPhoto
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.photo.standardize import compose, cut, finish
from kiosk.picture_file import decode_picture, load_picture
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observe import Observer

FULL_HD = (1920, 1080)
FILE = ("format", "width", "height", "dpi", "file_size", "quality", "colour", "metadata")
PIXEL = 0.5
"""Points set by hand count pixel centres from 0; the picture's own edge lies half a pixel before."""


@dataclass(frozen=True, eq=False)
class Known:
    """Where the head truly is, px of the source; None what is not known.

    Attributes
    ----------
    pupils_y, pupils_x
        The middle between the pupils.
    ears_x
        The middle between the outermost points of the ears.
    alpha
        0..255 of the whole frame.
    """

    pupils_y: float
    pupils_x: float
    ears_x: float | None
    crown_y: float
    alpha: NDArray[np.uint8] | None = None


@dataclass(frozen=True)
class Made:
    """What became of one picture.

    Attributes
    ----------
    name
        Of the picture; ``refused`` holds the error's code where there is no photo, and all else is empty.
    failed
        The *must* checks that the photo did not pass, *unknown* among them.
    bands
        Of the spec's bands those that the inspection does not pass, and ``told`` what the person hears
        of a band that no crop meets: ``hair_top: flatten-hair``.
    eye_line_px, centre_px, ears_px
        Reported by the inspection minus true: the pupils' line, and the middle against that of the
        pupils and of the ears; px of the photo.
    crown_px
        The true crown's distance from the photo's top edge.
    """

    name: str
    refused: str = ""
    failed: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    eye_line_px: float | None = None
    centre_px: float | None = None
    ears_px: float | None = None
    crown_px: float | None = None
    size_bytes: int = 0
    fidelity: Fidelity | None = None


class Studio:
    """One worker's observer, spec and rules."""

    def __init__(self, models: Path, limits: Mapping[str, Limit]) -> None:
        self._observer = Observer.open(models, live=False)
        self._spec, self._limits = load_spec("chsi"), limits

    def close(self) -> None:
        self._observer.close()

    def make(self, name: str, frame: Frame, known: Known) -> Made:
        """Make the photo and compare it with what is known of the frame."""
        spec = self._spec
        try:
            composed = compose(frame, self._observer.observe(frame), spec)
            photo = finish(composed, spec, self._limits, self._observer)
        except KioskError as error:
            return Made(name, refused=error.code)
        made = _judged(name, photo, known, spec)
        alpha = composed.alpha
        if known.alpha is not None:
            alpha = np.asarray(cut(known.alpha, composed.crop, spec), np.float32) / np.float32(255)
        if alpha is None:
            return made
        source = resampled(frame.bgr, photo.crop, (spec.size.width_px, spec.size.height_px))
        decoded = decode_picture(photo.jpeg, name)
        return replace(made, fidelity=fidelity(decoded, composed.picture, source, alpha, spec.background.rgb))


class People(Studio):
    """Photos of the neutral pictures; the points set by hand are what is known."""

    def __init__(self, models: Path, limits: Mapping[str, Limit], testdata: Path) -> None:
        super().__init__(models, limits)
        self._folder = testdata / NEUTRAL

    def __call__(self, person: str) -> Made:
        picture = self._folder / f"{person}.jpg"
        points = load_points(picture.with_suffix(".tem"))
        (left_x, left_y), (right_x, right_y) = points.pupil_left, points.pupil_right
        known = Known(
            (left_y + right_y) / 2 + PIXEL,
            (left_x + right_x) / 2 + PIXEL,
            (points.left_x + points.right_x) / 2 + PIXEL,
            points.hair[1] + PIXEL,
        )
        return self.make(person, Frame(1, 0.0, load_picture(picture)), known)


class Drawings(Studio):
    """Photos of drawn people, all posed well, in full HD; the drawing is what is known."""

    def __init__(self, models: Path, limits: Mapping[str, Limit], seed: int) -> None:
        super().__init__(models, limits)
        self._renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._seed = seed

    def __call__(self, number: int) -> Made:
        scene = well_posed(np.random.default_rng([self._seed, number, 31]))
        drawn = self._renderer.render(scene, FULL_HD, number)
        truth = drawn.truth
        assert truth.pupil_left is not None
        assert truth.pupil_right is not None
        assert truth.hair_top_y is not None
        middle = (np.array(truth.pupil_left) + np.array(truth.pupil_right)) / 2
        known = Known(float(middle[1]), float(middle[0]), None, truth.hair_top_y, drawn.alpha)
        return self.make(f"drawn {number}", Frame(1, 0.0, drawn.bgr), known)


def _judged(name: str, photo: FinishedPhoto, known: Known, spec: PhotoSpec) -> Made:
    checks = {check.check: check for check in photo.inspection.checks}
    missed = [check.check for check in photo.inspection.checks if check.status is not CheckStatus.PASS]
    box, scale = photo.crop, photo.scale

    def off(check: str, true: float | None, origin: float) -> float | None:
        reported = checks[check].value
        return None if reported is None or true is None else reported - (true - origin) / scale

    return Made(
        name,
        failed=tuple(check for check in missed if checks[check].must),
        file=tuple(check for check in missed if check in FILE),
        bands=tuple(check for check in missed if check in spec.bands()),
        told=tuple(f"{misfit.band}: {misfit.remedy}" for misfit in photo.misfits),
        eye_line_px=off("eye_line", known.pupils_y, box.y),
        centre_px=off("centre_x", known.pupils_x, box.x),
        ears_px=off("centre_x", known.ears_x, box.x),
        crown_px=(known.crown_y - box.y) / scale,
        size_bytes=len(photo.jpeg),
    )
