"""Single looks at who sits there: at drawn people who stay, and at somebody else in their place.

``python -m tests.bench.company [--people N] [--seed N]``. Heads turn, nod and tilt within 12, 14 and 8
degrees; looks that the booth would not take are left out. Two looks in a row decide.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime

import cv2
import numpy as np

from kiosk.bench.cells import of_cell
from kiosk.bench.looks import well_posed
from kiosk.bench.rates import Rate
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Pose, Scene
from kiosk.compare.appearance import appearance
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.continuity import (
    anew,
    begin,
    glimpsed,
    looked,
)
from kiosk.compare.face import align
from kiosk.compare.facing import faces_camera
from kiosk.compare.look import Look
from kiosk.compare.settings import load_compare
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Box
from kiosk.models import vision_models
from kiosk.services.company import _subject
from kiosk.vision.landmarks import FACE_MODEL

KNOWN, LOOKS, TRIES = 2, 6, 40
SEAT = Box(0.0, 0.0, 1.0, 1.0)


def _moved(random: np.random.Generator, pose: Pose) -> Pose:
    spans = {
        "x": (0.38, 0.62), "y": (0.36, 0.46), "scale_px": (11, 17),
        "yaw_deg": (-12, 12), "pitch_deg": (-14, 14), "roll_deg": (-8, 8),
        "shoulder_tilt_deg": (-6, 6), "torso_turn_deg": (-10, 10),
    }  # fmt: skip
    return replace(pose, **{name: float(random.uniform(*span)) for name, span in spans.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--seed", type=int, default=9)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    finder, comparer = open_comparer()
    consent, limits = vouched(datetime.now(UTC)), load_compare().session
    renderer = Renderer(load_face_mesh(vision_models() / FACE_MODEL))

    def look(scene: Scene, number: int) -> Look | None:
        bgr = renderer.render(scene, (1280, 720), number, alpha=False).bgr
        face = _subject(finder.find(bgr))
        if face is None or not faces_camera(face):
            return None
        return Look(0.0, comparer.embed(align(bgr, face), consent), appearance(bgr, face))

    people: list[list[Look]] = []
    for number in range(args.people):
        random = np.random.default_rng([args.seed, number, 1])
        scene, looks = of_cell(well_posed(random), number, random), []
        for nth in range(TRIES):
            other = well_posed(random)
            lamp = replace(scene.light, level=other.light.level)
            moved = replace(scene, pose=_moved(random, other.pose), light=lamp, noise=other.noise)
            if (seen := look(moved, number * TRIES + nth)) is not None:
                looks.append(seen)
            if len(looks) == LOOKS:
                people.append(looks)
                break

    def another(known: list[Look], seen: Look, back: bool, colours: bool) -> bool:
        track = begin(known, 0.0, SEAT)
        look = seen if colours else replace(seen, appearance=None)
        # In view the booth has glimpsed the new colours by the time it looks.
        track = anew(track) if back else glimpsed(track, 0.1, SEAT, limits, look.appearance)
        return looked(track, look, limits).agreed == (False,)

    for name, back, colours in (
        ("face alone", False, False),
        ("in view", False, True),
        ("sits down anew", True, True),
    ):
        stay = [another(own[:KNOWN], seen, back, colours) for own in people for seen in own[KNOWN:]]
        swap = [
            another(own[:KNOWN], theirs[-1], back, colours)
            for own in people
            for theirs in people
            if own is not theirs
        ]
        print(f"{name}: somebody else noticed {Rate(sum(swap), len(swap))}, who stays mistaken", end=" ")
        print(Rate(sum(stay), len(stay)))


if __name__ == "__main__":
    main()
