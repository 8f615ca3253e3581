"""Ears, hair over brows and eyes and the hair's top on drawn heads: ``python -m tests.bench.hair``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.people import Cast, load_cast
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Truth
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import Rules, load_rules
from kiosk.paths import config_dir, models_dir
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer
from tests.bench.heads import heads, rates

COUNT, TURNED = 640, 160
GRIDS = (
    ("the cast, posed", COUNT, 11, False, (0.0, 5.0)),
    ("hard colours and walls, posed", COUNT, 12, True, (0.0, 5.0)),
    ("the cast, turned 8 to 25 degrees", TURNED, 13, False, (8.0, 25.0)),
)
"""Name, heads, seed, hard, degrees turned."""


@dataclass(frozen=True, eq=False)
class Head:
    """What is true of one drawn head, and what was seen of it."""

    truth: Truth
    seen: Observation


def drawn(cast: Cast, count: int, seed: int, hard: bool, turned: tuple[float, float]) -> Iterator[Head]:
    """Draw and observe a grid; heads the face model misses are left out and told of."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    with Observer.open(models_dir(), live=False) as observer:
        for number, scene in enumerate(heads(cast, count, seed, hard=hard, turned=turned)):
            picture = renderer.render(scene, frame_number=number, alpha=False)
            seen = observer.observe(Frame(number, 0.0, picture.bgr))
            if seen.head is None:
                print(f"  head {number}: no face found")
            else:
                yield Head(picture.truth, seen)


def table(grid: list[Head], rules: Rules) -> None:
    """Print the rates of the ears' and the hair's rules and the error of the hair's top."""
    limits = {rule.name: rule.enter for rule in rules.rules}
    ears = [
        (true, head.seen.value(name))
        for head in grid
        # The truth's left is the picture's, the measure's is the person's own.
        for true, name in (
            (head.truth.ear_right_visible, "ear_left_visible"),
            (head.truth.ear_left_visible, "ear_right_visible"),
        )
        if true is not None
    ]
    _told("an ear (covered <= 0.45, visible >= 0.75)", ears, limits["ear-left"][0], (0.45, 0.75), upward=True)
    for name, rule, true_of, fault in (
        ("hair_over_brows", "brows-free", lambda truth: truth.brows_covered, 0.5),
        ("hair_over_eyes", "eyes-free", lambda truth: truth.eyes_covered, 0.3),
    ):
        pairs = [(true_of(head.truth), head.seen.value(name)) for head in grid]
        _told(f"{name} (fault >= {fault}, free = 0)", pairs, limits[rule][1], (fault, 0.0), upward=False)
    off = [
        (top - head.truth.hair_top_y) / head.truth.face_width_px
        for head in grid
        if (top := head.seen.value("hair_top_px")) is not None
        and head.truth.hair_top_y is not None
        and head.truth.face_width_px is not None
    ]
    middle, worst = np.median(off), np.percentile(np.abs(off), 95)
    print(f"  hair top: median {100 * middle:+.1f} %, p95 {100 * worst:.1f} % of the face, {len(off)} heads")


def _told(
    name: str,
    pairs: list[tuple[float, float | None]],
    limit: float,
    fine: tuple[float, float],
    *,
    upward: bool,
) -> None:
    accepts, rejects = rates(pairs, limit, fine, upward=upward)
    print(f"  {name}\n    false accepts {accepts}\n    false rejects {rejects}")


def main() -> int:
    """Print the table of every grid."""
    rules = load_rules(config_dir() / "rules.toml")
    cast = load_cast(config_dir() / "sitter.toml")
    for name, *grid in GRIDS:
        print(f"{name}: {grid[0]} heads")
        table(list(drawn(cast, *grid)), rules)
    return 0


if __name__ == "__main__":
    sys.exit(main())
