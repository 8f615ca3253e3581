"""Scripts of moves and their clips."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Look, Pose, Scene
from kiosk.camera.sitter.script import Key, Script, play

TURN = Script((Key(0.0, Scene()), Key(1.0, Scene(pose=Pose(yaw_deg=20.0), look=Look(glasses=True)))))


def test_numbers_glide_and_switches_wait_for_their_key() -> None:
    assert TURN.scene(-1.0) == Scene()
    middle = TURN.scene(0.5)
    assert middle.pose.yaw_deg == pytest.approx(10.0)
    assert not middle.look.glasses
    assert TURN.scene(2.0).look.glasses


@pytest.mark.parametrize("times", [(), (1.0, 0.5), (1.0, 1.0)])
def test_keys_must_follow_each_other(times: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="growing"):
        Script(tuple(Key(at, Scene()) for at in times))


def test_a_clip_has_the_truth_of_every_frame(renderer: Renderer) -> None:
    clip = list(play(TURN, renderer, (640, 360), fps=4))
    yaws = [drawn.truth.yaw_deg for drawn in clip]
    assert yaws[0] == 0.0
    assert yaws[-1] == 20.0
    assert np.all(np.diff(np.array(yaws, float)) > 0)
    assert {drawn.bgr.shape for drawn in clip} == {(360, 640, 3)}
