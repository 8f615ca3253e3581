"""The matte against known alpha: people composed over rooms and drawn ones, beside the plain baseline."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import cv2
import numpy as np

from kiosk.bench.photo_plain import plain_alpha
from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Colour, HairStyle, Light, Look, Pose, Scene, Wall
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Box
from kiosk.paths import models_dir
from kiosk.photo.crop import solve_crop
from kiosk.photo.finished import PlateFit
from kiosk.photo.matte import alpha_matte
from kiosk.photo.person import Alpha, face_of, person_in, person_of
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.standardize import cut
from kiosk.photo.whole import whole_matte
from kiosk.picture_file import load_picture
from kiosk.vision.observe import Observer

BAND_PX = 4
"""The boundary band: within so many px (in x and in y) of 0.02 < alpha < 0.98."""

SKINS: dict[str, Colour] = {"pale": (240, 205, 180), "tan": (198, 150, 118), "dark": (108, 74, 56)}
HAIR: dict[str, tuple[HairStyle, Colour]] = {
    "short": (HairStyle.SHORT, (44, 36, 36)),
    "bob": (HairStyle.BOB, (150, 112, 70)),
    "long": (HairStyle.LONG, (30, 26, 30)),
}
SHIRTS: dict[str, Colour] = {
    "white": (242, 243, 246),
    "grey": (206, 208, 206),
    "cream": (238, 230, 214),
    "dark": (60, 62, 70),
}
WALLS: dict[str, Colour] = {"white": (238, 239, 240), "grey": (206, 209, 210), "beige": (226, 217, 200)}
LIGHTS = {"even": Light(), "side": Light(40.0, 25.0, 0.7)}

WHOLE, NOTHING = 0.99, 0.01
"""True alpha beyond which a pixel is wholly the person or wholly the wall."""
HOLE, GHOST = 0.9, 0.1
"""A pixel of the person below, or of the wall above this alpha is seen by the eye."""


@dataclass(frozen=True)
class MatteRow:
    """One picture's matte; all but ``seconds`` in thousandths.

    Attributes
    ----------
    mean, band
        Mean absolute error over the picture and over the boundary band.
    base_mean, base_band
        The same of the baseline: segmenter → even trimap → closed form; None when it was not made.
    lost, kept
        Share of the person's own pixels with alpha below :data:`HOLE`, of the wall's above :data:`GHOST`.
    plate
        What became of the empty room's picture, None without one.
    """

    name: str
    mean: float
    band: float
    base_mean: float | None
    base_band: float | None
    lost: float
    kept: float
    seconds: float
    plate: PlateFit | None


def errors(alpha: Alpha, truth: Alpha) -> tuple[float, float]:
    """Return the mean absolute error over the picture and over the boundary band, thousandths."""
    soft = ((truth > 0.02) & (truth < 0.98)).astype(np.uint8)
    band = cv2.dilate(soft, np.ones((2 * BAND_PX + 1, 2 * BAND_PX + 1), np.uint8)) > 0
    error = np.abs(alpha - truth)
    return float(error.mean()) * 1000, float(error[band].mean()) * 1000


def composites(
    folder: Path, observer: Observer, *, with_plate: bool = False, baseline: bool = True
) -> Iterator[tuple[MatteRow, Picture, Alpha]]:
    """Matte every picture of ``folder``/image as ``kiosk matte`` does, against ``folder``/alpha.

    Yields the row, the picture and its matte. The room of NAME_ROOM.jpg is ``background``/ROOM.jpg.
    """
    for path in sorted((folder / "image").glob("*.jpg")):
        bgr = load_picture(path)
        truth = _share(load_picture(folder / "alpha" / f"{path.stem}.png")[:, :, 0])
        room = folder / "background" / f"{path.stem.partition('_')[2]}.jpg"
        plate = load_picture(room) if with_plate else None
        observation = observer.observe(Frame(1, 0.0, bgr))
        start = time.perf_counter()
        matte = whole_matte(bgr, observation, plate)
        # What a file of 8 bits keeps of it.
        alpha = np.asarray(np.round(matte.alpha * 255) / 255, np.float32)
        seconds = time.perf_counter() - start
        plain: Alpha | None = None
        if baseline:
            assert observation.head is not None
            assert observation.mask is not None
            size = (bgr.shape[1], bgr.shape[0])
            person = person_in(observation.mask, size, Box(0, 0, *size), size)
            plain = np.asarray(plain_alpha(bgr, person, observation.head.face_width), np.float32)
        yield _row(path.stem, alpha, truth, plain, seconds, matte.plate), bgr, alpha


def scenes() -> Iterator[tuple[str, Scene]]:
    """Name and describe every drawn person; each sits a little differently, every fifth has no collar."""
    for number, names in enumerate(product(SKINS, HAIR, SHIRTS, WALLS, LIGHTS)):
        skin, hair, shirt, wall, light = names
        random = np.random.default_rng(number)
        style, colour = HAIR[hair]
        look = Look(SKINS[skin], colour, shirt=SHIRTS[shirt], hair=style, collar=number % 5 != 4)
        pose = Pose(
            x=0.5 + float(random.uniform(-0.03, 0.03)),
            y=0.41,
            scale_px=15.5,
            roll_deg=float(random.uniform(-3, 3)),
            shoulder_tilt_deg=float(random.uniform(-3, 3)),
            yaw_deg=float(random.uniform(-4, 4)),
        )
        yield " ".join(names), Scene(pose=pose, look=look, light=LIGHTS[light], wall=Wall(WALLS[wall]))


def drawn_people(
    named: Iterable[tuple[str, Scene]], observer: Observer
) -> Iterator[tuple[MatteRow, Picture, Alpha]]:
    """Draw, observe and matte each scene as ``kiosk matte`` does: the whole picture, against the drawing."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    for number, (name, scene) in enumerate(named):
        drawn = renderer.render(scene, frame_number=number)
        observation = observer.observe(Frame(1, 0.0, drawn.bgr))
        start = time.perf_counter()
        matte = whole_matte(drawn.bgr, observation, None)
        seconds = time.perf_counter() - start
        yield _row(name, matte.alpha, _share(drawn.alpha), None, seconds, matte.plate), drawn.bgr, matte.alpha


def sitters(
    named: Iterable[tuple[str, Scene]], spec: PhotoSpec, observer: Observer, *, with_plate: bool = False
) -> Iterator[tuple[MatteRow, Picture, Alpha]]:
    """Draw, observe, cut and matte each scene as the photo's pipeline does.

    ``with_plate``: the same room, drawn empty, is known background.
    """
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    for number, (name, scene) in enumerate(named):
        drawn = renderer.render(scene, frame_number=number)
        observation = observer.observe(Frame(1, 0.0, drawn.bgr))
        assert observation.head is not None
        crop = solve_crop(observation.head, spec, (observation.width, observation.height))
        photo, size = cut(drawn.bgr, crop, spec), (spec.size.width_px, spec.size.height_px)
        person, face = person_of(observation, crop.box, size), face_of(observation, crop.box, size)
        empty = replace(scene, present=False, noise=0.0)
        plate = cut(renderer.render(empty, alpha=False).bgr, crop, spec) if with_plate else None
        chin = crop.to_photo(observation.head.chin)
        start = time.perf_counter()
        matte = alpha_matte(photo, person, crop.face_width, chin, plate, face)
        seconds = time.perf_counter() - start
        truth = _share(cut(drawn.alpha, crop, spec))
        yield _row(name, matte.alpha, truth, None, seconds, matte.plate), photo, matte.alpha


def _share(grey: Picture) -> Alpha:
    return np.asarray(grey.astype(np.float32) / 255, np.float32)


def _row(
    name: str, alpha: Alpha, truth: Alpha, plain: Alpha | None, seconds: float, plate: PlateFit | None
) -> MatteRow:
    base: tuple[float | None, float | None] = (None, None) if plain is None else errors(plain, truth)
    lost = 1000 * float((alpha[truth > WHOLE] < HOLE).mean())
    kept = 1000 * float((alpha[truth < NOTHING] > GHOST).mean())
    return MatteRow(name, *errors(alpha, truth), *base, lost, kept, seconds, plate)
