"""``python -m ui.draw_guide``: draw the photographing guide's examples again, from the virtual sitter."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene, Wall
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import assets_dir, models_dir
from ui.guide_scenes import SCENES

SIZE = (1280, 960)
"""Of the drawing, px: the height at which the sitter's own sheets are used without enlarging them."""

PICTURE = (560, 400)
PART = (115, 96, 1050, 750)
"""Of the drawing (x, y, width, height), px: head and shoulders of who sits in the right place."""

GOOD = "good"
GOOD_PICTURE = (600, 800)
GOOD_PART = (280, 0, 720, 960)
"""The good example is shown as the finished photo has it, and larger."""

QUALITY = 90


def cut_out(renderer: Renderer, scene: Scene) -> NDArray[np.uint8]:
    """Return the person alone, RGBA with shape (height, width, 4), so that any background can go behind.

    Alpha follows from the same drawing before a black and before a white wall.
    """
    black, white = Wall(colour=(0, 0, 0)), Wall(colour=(255, 255, 255))

    def drawn(wall: Wall, present: bool) -> NDArray[np.float64]:
        shown = replace(scene, wall=wall, noise=0.0, present=present)
        return renderer.render(shown, SIZE, alpha=False).bgr.astype(np.float64)

    dark, bright = drawn(black, True), drawn(white, True)
    seen_through = (bright - dark).mean(2) / (drawn(white, False) - drawn(black, False)).mean(2)
    alpha = np.clip(1.0 - seen_through, 0.0, 1.0)
    colour = np.where(alpha[..., None] > 0, dark / np.maximum(alpha, 1e-3)[..., None], 0.0)
    return np.dstack([colour[..., ::-1].clip(0, 255), alpha * 255.0]).round().astype(np.uint8)


def picture(renderer: Renderer, name: str) -> Image.Image:
    """Draw one of :data:`ui.guide_scenes.SCENES` in the size it is kept in."""
    x, y, width, height = GOOD_PART if name == GOOD else PART
    part = cut_out(renderer, SCENES[name])[y : y + height, x : x + width].astype(np.float32)
    part[..., :3] *= part[..., 3:] / 255.0  # colours are averaged by how much of them is there
    size = GOOD_PICTURE if name == GOOD else PICTURE
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA))
    small[..., :3] /= np.maximum(small[..., 3:] / 255.0, 1e-3)
    return Image.fromarray(small.clip(0, 255).round().astype(np.uint8), "RGBA")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.draw_guide", description=__doc__)
    parser.add_argument("--out", type=Path, default=assets_dir() / "guide", help="folder for the pictures")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="names of examples, e.g. ears")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    for name in args.only or SCENES:
        picture(renderer, name).save(args.out / f"{name}.webp", quality=QUALITY, method=4)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
