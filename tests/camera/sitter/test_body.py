"""The trunk's form, patterned cloth, bodies that stand on the floor, and the room behind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Light, Look, PasserBy, Pose, Scene, ShirtPattern, Wall
from kiosk.camera.sitter.torso import Torso

QUIET = Scene(noise=0.0)


def test_an_unturned_trunk_is_symmetric_and_a_turned_ones_near_shoulder_is_lower() -> None:
    left, right = Torso().joints()
    assert left[1] == pytest.approx(right[1])
    near, far = Torso(turn_deg=25.0).joints()  # to the picture's right: its left shoulder comes forward
    assert near[1] > far[1] + 20
    assert right[0] - left[0] > far[0] - near[0]


def test_a_shrug_lifts_the_shoulders_and_the_truth_tells(renderer: Renderer) -> None:
    rest, up = (
        renderer.render(replace(QUIET, pose=Pose(shrug=shrug)), alpha=False).truth for shrug in (0, 1)
    )
    assert rest.shoulder_left is not None and up.shoulder_left is not None
    assert rest.shoulder_left.y - up.shoulder_left.y == pytest.approx(4.2 * 16, abs=4)


def test_half_of_a_striped_shirt_has_the_other_colour(renderer: Renderer) -> None:
    look = Look(shirt=(255, 255, 255), pattern=ShirtPattern.STRIPES, pattern_colour=(0, 0, 0), collar=False)
    picture = renderer.render(replace(QUIET, look=look), alpha=False).bgr[580:720, 560:720]
    assert 0.35 < float((picture.max(axis=2) < 128).mean()) < 0.65


def test_small_people_behind_reach_the_pictures_foot(renderer: Renderer) -> None:
    room = renderer.render(replace(QUIET, present=False), alpha=False).bgr
    for place in (PasserBy(0.2, 0.3, 5.0), PasserBy(0.8, 0.36, 9.0)):
        alone = replace(QUIET, present=False, passers_by=(place,))
        changed = (renderer.render(alone, alpha=False).bgr != room).any(axis=2)
        foot = changed[-1, int(place.x * 1280) - 40 : int(place.x * 1280) + 40]
        assert foot.all()


def test_the_wall_takes_shadow_light_and_things(renderer: Renderer) -> None:
    lamp = Light(azimuth_deg=-30.0, elevation_deg=15.0)

    def drawn(wall: Wall) -> np.ndarray:
        return renderer.render(replace(QUIET, wall=wall, light=lamp), alpha=False).bgr.astype(int)

    plain = drawn(Wall())
    shaded = plain - drawn(Wall(shadow=1.0))
    assert shaded.min() >= 0
    assert shaded[250:500, 850:].max() > 60  # the lamp is on the picture's left
    assert shaded[:, :400].max() == 0
    uneven = drawn(Wall(uneven=1.0)).mean(axis=2)
    assert uneven[100, 60] > uneven[100, 1220] + 60
    shares = [(drawn(Wall(clutter=c, arrangement=4)) != plain).any(axis=2).mean() for c in (0.2, 1.0)]
    assert 0 < shares[0] < shares[1]
