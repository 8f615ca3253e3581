"""Draw a person who sits well, in full HD, to try an installed program with: draw_sitter.py FILE."""

from __future__ import annotations

import sys

import cv2
import numpy as np

from kiosk.bench.looks import well_posed
from kiosk.camera.sitter.render import Renderer
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir

FULL_HD = (1920, 1080)
SEED = 7

if __name__ == "__main__":
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    drawn = renderer.render(well_posed(np.random.default_rng(SEED)), FULL_HD, SEED, alpha=False)
    cv2.imwrite(sys.argv[1], drawn.bgr)
