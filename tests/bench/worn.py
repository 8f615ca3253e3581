"""Things worn on drawn people and painted on real ones, and real bare heads: what each rule refuses.

``python -m tests.bench.worn [drawn heads]``. What is painted on real pictures is the sitter's own, fitted to
the face's mesh; it is never stored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter import wear
from kiosk.camera.sitter.canvas import Canvas
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.people import load_cast, sitter
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Colour, FrameStyle, HatStyle, Light, Look, Pose, Scene
from kiosk.face_mesh import FaceMesh, load_face_mesh
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, models_dir, project_root
from kiosk.picture_file import load_picture
from kiosk.vision import mesh
from kiosk.vision.light import cheek_pixels
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer

CLOTH = ((28, 28, 30), (96, 104, 112), (235, 235, 235), (40, 60, 120), (150, 40, 44), (200, 180, 150))
MASKS = ((170, 205, 225), (240, 242, 244), (30, 30, 32), (235, 190, 200))
WORN: dict[str, tuple[str, ...]] = {
    "bare": (), "glare": ("glasses", "lens-glare"), "tint": ("glasses", "lens-tint"),
    **{f"glasses {frame}": ("glasses",) for frame in FrameStyle},
    **{f"hat {style}": ("head-covering",) for style in HatStyle}, "scarf": ("head-covering",),
    "headphones": ("headphones",), "mask": ("face-free",), "hand": ("face-free",),
}  # fmt: skip
"""What is put on, and the rules that must refuse it."""
REAL = ("frll_neutral", "frll_smiling", "lisa_zoom", "matting_composite/image")
SHRINK = 0.55
"""Brings the eyes of the real pictures about 100 px apart, as live."""

Case = tuple[str, str, Observation]
"""Source of the picture, what is worn, what was seen."""


def dressed(look: Look, worn: str, random: np.random.Generator) -> Look:
    """Put ``worn`` on."""

    def pick(colours: tuple[Colour, ...]) -> Colour:
        return colours[int(random.integers(len(colours)))]

    kind, _, style = worn.partition(" ")
    frame = [*FrameStyle][int(random.integers(len(FrameStyle)))]
    match kind:
        case "glasses":
            return replace(look, glasses=True, frame=FrameStyle(style))
        case "glare" | "tint":
            return replace(look, glasses=True, frame=frame, **{kind: float(random.uniform(0.55, 0.95))})
        case "hat":
            return replace(look, hat=True, hat_style=HatStyle(style), worn=pick(CLOTH))
        case "scarf" | "headphones":
            return replace(look, worn=pick(CLOTH), **{kind: True})
        case "mask":
            return replace(look, face_mask=True, worn=pick(MASKS))
        case "hand":
            return replace(look, hand=float(random.uniform(0.6, 1.0)))
    return look


def drawn(observer: Observer, heads: int) -> Iterator[Case]:
    """Observe so many drawn heads of all kinds, slightly off in pose, in different light."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    cast = load_cast(config_dir() / "sitter.toml")
    for number in range(heads):
        random = np.random.default_rng([31, number])
        # Every other head is bare, so that both rates have as many.
        worn = "bare" if number % 2 else [*WORN][number // 2 % len(WORN)]
        pose = Pose(
            scale_px=random.uniform(14, 18), yaw_deg=random.uniform(-5, 5),
            pitch_deg=random.uniform(-9, 9), roll_deg=random.uniform(-3, 3),
        )  # fmt: skip
        light = Light(random.uniform(-35, 35), random.uniform(10, 35), random.uniform(0.25, 0.6))
        look = dressed(sitter(cast, number, 31).look, worn, random)
        picture = renderer.render(Scene(pose, look, light), frame_number=number, alpha=False).bgr
        yield "drawn", worn, observer.observe(Frame(1, 0.0, picture))


def real(observer: Observer, testdata: Path) -> Iterator[Case]:
    """Observe every real head as it is."""
    for folder in REAL:
        for path in sorted((testdata / folder).glob("*.jpg")):
            yield "real", "bare", observer.observe(Frame(1, 0.0, load_picture(path)))


def painted(observer: Observer, testdata: Path) -> Iterator[Case]:
    """Observe real heads with things painted on."""
    geometry = load_face_mesh(models_dir() / "face_landmarker.task")
    for number, path in enumerate(sorted((testdata / "frll_neutral").glob("*.jpg"))):
        picture = load_picture(path)
        points = observer.observe(Frame(1, 0.0, picture)).landmarks
        if points is None:
            continue
        cheek = cheek_pixels(picture, points, mesh.CHEEK_LEFT)
        assert cheek is not None
        blue, green, red = (round(float(value)) for value in np.median(cheek, axis=0))
        for worn in [*WORN][number % 2 :: 2]:
            look = dressed(Look(skin=(red, green, blue)), worn, np.random.default_rng([9, number]))
            canvas = Canvas(picture.shape[1], picture.shape[0])
            canvas.pixels = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
            wear.draw_worn(canvas, Fitted(geometry, points), look, np.zeros(picture.shape[:2], np.uint8))
            yield "painted", worn, observer.observe(Frame(1, 0.0, _smaller(canvas.pixels[..., :3])))


class Fitted(Projection):
    """A projection that lies on a real face: the best affine map from the canonical mesh to its points."""

    def __init__(self, geometry: FaceMesh, points: np.ndarray) -> None:
        solid = np.column_stack([geometry.vertices, np.ones(len(geometry.vertices))])
        face = points[: len(solid), :2].astype(np.float64)
        matrix = np.linalg.lstsq(solid, face, rcond=None)[0]
        object.__setattr__(self, "matrix", matrix)
        ear = np.array([(8.2, 3.0, -2.5), (8.9, 2.5, -3.0), (8.6, 0.0, -3.0), (7.6, -1.5, -2.5)])
        unit_px = float(np.linalg.norm(matrix[0]))
        super().__init__(face, self.place(ear * (-1, 1, 1)), self.place(ear), np.eye(3), unit_px, (0.0, 0.0))

    def place(self, points: np.ndarray) -> np.ndarray:
        matrix = self.__dict__["matrix"]
        return np.asarray(np.column_stack([points, np.ones(len(points))]) @ matrix)


def _smaller(picture: Picture) -> Picture:
    small = cv2.resize(picture, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small)


def main() -> int:
    """Print for every rule what it refuses of each kind."""
    override = os.environ.get("KIOSK_TESTDATA")
    testdata = Path(override) if override else project_root().parent / "shared" / "testdata"
    heads = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    rules = [
        rule
        for rule in load_rules(config_dir() / "rules.toml").rules
        if any(rule.name in names for names in WORN.values())
    ]
    counts: dict[tuple[str, str, str], list[int]] = {}
    with Observer.open(models_dir(), live=False) as observer:
        sources = (drawn(observer, heads), real(observer, testdata), painted(observer, testdata))
        for source, worn, seen in (case for cases in sources for case in cases):
            for rule in rules:
                value = seen.value(rule.measure)
                count = counts.setdefault((rule.name, source, worn), [0, 0, 0])
                count[0] += value is not None and value > rule.enter[1]
                count[1] += 1
                count[2] += value is None
    for rule in rules:
        print(f"{rule.name} (refused above {rule.enter[1]:g}): refused of all, unknown")
        for (name, source, worn), (refused, shown, unknown) in counts.items():
            if name == rule.name and (worn == "bare" or name in WORN[worn]):
                print(f"  {source:8} {worn:17} {refused:4} of {shown:4}  {unknown:3}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
