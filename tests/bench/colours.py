"""How far skin, hair and clothes of one person are off from picture to picture, and those of another person.

``python -m tests.bench.colours [--people N] [--seed N] [--testdata DIR]``. The pictures are those of
``tests.bench.swaps``, two of every posture, and the others are those who share a room. What it prints of the
skin is what ``same_skin`` of ``config/compare.toml`` rests on.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.sitter.render import Renderer
from kiosk.compare.appearance import PATCHES, Appearance, appearance
from kiosk.compare.comparer import open_comparer
from kiosk.compare.settings import load_compare
from kiosk.face_mesh import load_face_mesh
from kiosk.models import vision_models
from kiosk.vision.landmarks import FACE_MODEL
from tests.bench.swap_real import real_people
from tests.bench.swap_room import IN_A_ROOM, Drawn, Posture, people

POSTURES = (Posture.LOOKS, Posture.ASKEW, Posture.READS, Posture.LEFT, Posture.RIGHT)
EACH = 2


def seen(crowd: list[Drawn]) -> list[tuple[int, Appearance]]:
    """Return the colours of every picture in which a face is found, with whose they are."""
    finder, _ = open_comparer()
    found = []
    for one in crowd:
        for picture in (each for posture in POSTURES for each in one.pictures[posture][:EACH]):
            faces = finder.find(picture)
            if faces:
                nearest = max(faces, key=lambda face: face.box.width)
                found.append((one.number, appearance(picture, nearest)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=48)
    parser.add_argument("--seed", type=int, default=97)
    parser.add_argument("--testdata", type=Path, help="real people's portraits in place of drawn people")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    if args.testdata is None:
        crowd = people(Renderer(load_face_mesh(vision_models() / FACE_MODEL)), args.people, args.seed)
    else:
        crowd = real_people(args.testdata, args.seed)
    pairs = list(combinations(seen(crowd), 2))
    limit = load_compare().session.same_skin
    for part in PATCHES:
        own, others = [], []
        for (whose, one), (other, then) in pairs:
            if whose // IN_A_ROOM == other // IN_A_ROOM and part in (off := one.differences(then)):
                (own if whose == other else others).append(off[part])
        told = ", ".join(f"{each:.1f}" for each in np.percentile(own, [50, 99, 100]))
        print(f"{part}: one person, {len(own)} pairs: median, 99 %, most {told}")
        if part == "skin":
            beyond, within = np.mean(np.array(own) > limit), np.mean(np.array(others) <= limit)
            print(
                f"  beyond {limit:g}: {100 * beyond:.2f} %; of another, {len(others)} pairs, "
                f"within {100 * within:.1f} %"
            )


if __name__ == "__main__":
    main()
