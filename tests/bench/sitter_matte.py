"""The matte of drawn people in pale clothes before pale walls, against the drawing's exact alpha."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Colour, HairStyle, Light, Look, Pose, Scene, Wall
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir
from kiosk.photo.crop import solve_crop
from kiosk.photo.matte import alpha_matte
from kiosk.photo.person import Alpha, person_of
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.standardize import cut
from kiosk.vision.observe import Observer

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
class Measured:
    """One photo's matte: mean error, then the person's pixels lost and the wall's kept; thousandths."""

    name: str
    error: float
    lost: float
    kept: float
    seconds: float


def compare(name: str, alpha: Alpha, truth: Alpha, seconds: float) -> Measured:
    """Measure a matte against the true alpha of the same crop."""
    return Measured(
        name,
        1000 * float(np.abs(alpha - truth).mean()),
        1000 * float((alpha[truth > WHOLE] < HOLE).mean()),
        1000 * float((alpha[truth < NOTHING] > GHOST).mean()),
        seconds,
    )


def scenes() -> Iterator[tuple[str, Scene]]:
    """Name and describe every person; each sits a little differently, every fifth without a collar."""
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


def measure(
    named: Iterator[tuple[str, Scene]], spec: PhotoSpec, observer: Observer, *, with_plate: bool = False
) -> Iterator[Measured]:
    """Draw, observe, cut and matte each scene as the photo's pipeline does.

    ``with_plate``: the same room, drawn empty, is known background.
    """
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    for number, (name, scene) in enumerate(named):
        drawn = renderer.render(scene, frame_number=number)
        observation = observer.observe(Frame(1, 0.0, drawn.bgr))
        assert observation.head is not None
        assert observation.mask is not None
        frame_size = (observation.width, observation.height)
        crop = solve_crop(observation.head, spec, frame_size)
        photo = cut(drawn.bgr, crop, spec)
        person = person_of(observation, crop.box, (spec.size.width_px, spec.size.height_px))
        empty = replace(scene, present=False, noise=0.0)
        plate = renderer.render(empty, alpha=False).bgr if with_plate else None
        room = None if plate is None else cut(plate, crop, spec)
        start = time.perf_counter()
        alpha = alpha_matte(photo, person, crop.face_width, crop.to_photo(observation.head.chin), room).alpha
        seconds = time.perf_counter() - start
        yield compare(name, alpha, cut(drawn.alpha, crop, spec).astype(np.float32) / 255, seconds)
