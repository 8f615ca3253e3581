"""Exposure and white balance are set on an even patch, held, and checked in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.calibration.light_step import LightStep
from kiosk.calibration.patch import look_at_patch
from kiosk.calibration.record import Advice, Calibration, LightSetting
from kiosk.calibration.step import Found, Missed, Progress, Waiting
from kiosk.camera.controls import Controls, Held, Holding
from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.scene import Light, Pose, Scene
from kiosk.geometry import Box
from kiosk.vision.observation import Observation
from tests.calibration.conftest import FRAME_S, NOW, Draw, Play, before

NOISE = np.random.default_rng(5).normal(0, 2, (720, 1280, 3)).astype(np.float32)
NOTHING_SEEN = Observation(1, 0.0, 1280, 720, {})


def card(level: float, bgr_tint: tuple[float, float, float] = (1, 1, 1)) -> Picture:
    """Return a picture filled by a card of this luma with some noise."""
    return np.clip(level * np.array(bgr_tint, np.float32) + NOISE, 0, 255).astype(np.uint8)


class AutoCamera:
    """A camera that brightens until it is held; ``obeys`` False: it holds something else than it says."""

    def __init__(self, exposure: Held = Held.LOCKED, obeys: bool = True) -> None:
        self.level, self.obeys, self._exposure = 60.0, obeys, exposure
        self._wish: str | None = None
        self.asked: list[Controls | None] = []
        self.holding: Holding | None = None

    def hold(self, controls: Controls | None) -> None:
        self._wish, self.holding = "hold", None
        self.asked.append(controls)

    def let_go(self) -> None:
        self._wish, self.holding = None, None

    def picture(self) -> Picture:
        if self._wish == "hold":
            found = Controls(self.level, 5600.0)
            self.holding = Holding(self._exposure, Held.LOCKED, found)
            self._wish = "held"
            self.level = self.level if self.obeys else 0.7 * self.level
        elif self._wish is None:
            self.level += 0.3 * (118.0 - self.level)
        return card(self.level)


def run(camera: AutoCamera, known: LightSetting | None = None) -> Found | Missed:
    step = LightStep(before(Calibration("device:0", light=known), camera))
    for number in range(500):
        answer = step.take(Frame(number + 1, number * FRAME_S, camera.picture()), NOTHING_SEEN)
        if not isinstance(answer, Progress):
            return answer
    raise AssertionError("a step must end")


def test_what_the_camera_found_on_the_card_is_held_and_kept() -> None:
    camera = AutoCamera()
    found = run(camera)
    assert isinstance(found, Found)
    assert isinstance(found.record, LightSetting)
    assert (found.record.exposure, found.record.white_balance) == (Held.LOCKED, Held.LOCKED)
    assert found.record.level == pytest.approx(118, abs=2)
    assert found.record.controls.exposure == pytest.approx(118, abs=1)  # after it had settled
    assert found.record.cast < 1
    assert found.record.remarks == ()
    assert camera.asked == [None]


def test_a_driver_that_refuses_is_told() -> None:
    found = run(AutoCamera(exposure=Held.REFUSED))
    assert isinstance(found, Found)
    assert isinstance(found.record, LightSetting)
    assert [remark.advice for remark in found.record.remarks] == [Advice.EXPOSURE_NOT_HELD]


def test_a_driver_that_holds_another_exposure_is_found_out_by_the_picture() -> None:
    camera = AutoCamera(obeys=False)
    found = run(camera)
    assert isinstance(found, Found)
    assert isinstance(found.record, LightSetting)
    assert found.record.exposure is Held.REFUSED
    assert found.record.controls == Controls()
    assert camera._wish is None


def test_a_camera_without_controls_only_has_its_patch_measured(play: Play) -> None:
    found = play(LightStep(before()), Scene(present=False))
    assert isinstance(found, Found)
    assert isinstance(found.record, LightSetting)
    assert found.record.exposure is None
    assert found.record.remarks == ()


@pytest.mark.parametrize(
    ("picture", "advice"),
    [
        (card(45), Advice.TOO_DARK),
        (card(252), Advice.TOO_BRIGHT),
        (card(118, (0.8, 1.0, 1.1)), Advice.NOT_NEUTRAL),
    ],
)
def test_a_wrong_patch_says_what_is_wrong(play: Play, picture: Picture, advice: Advice) -> None:
    found = play(LightStep(before()), picture)
    assert isinstance(found, Found)
    assert isinstance(found.record, LightSetting)
    assert [remark.advice for remark in found.record.remarks] == [advice]


def test_a_face_in_the_box_is_no_card_and_what_was_held_comes_back(draw: Draw, play: Play) -> None:
    said: list[Progress] = []
    camera = AutoCamera()
    known = LightSetting(NOW, 118, 0, Held.LOCKED, Held.LOCKED, Controls(33.0, 5000.0))
    step = LightStep(before(Calibration("sitter", light=known), camera))
    assert isinstance(play(step, Scene(), said=said), Missed)
    assert {each.waiting for each in said} == {Waiting.EVEN_PATCH}
    assert camera.asked == [known.controls]


def test_a_card_taken_away_while_it_was_held_leaves_nothing_held_where_nothing_was() -> None:
    camera = AutoCamera()
    step = LightStep(before(Calibration("device:0"), camera))
    uneven = card(118)
    uneven[:, 640:] = 20
    for number in range(500):
        picture = camera.picture() if not camera.asked else uneven
        answer = step.take(Frame(number + 1, number * FRAME_S, picture), NOTHING_SEEN)
        if isinstance(answer, Missed):
            break
    assert camera.asked == [None]
    assert answer == Missed(Waiting.EVEN_PATCH)
    assert camera._wish is None


@pytest.mark.parametrize("strength", [0.0, 0.45, 0.9])
def test_a_wall_lit_from_one_side_still_counts_as_even(draw: Draw, strength: float) -> None:
    room = draw(Scene(present=False, light=Light(azimuth_deg=60, strength=strength)))
    assert look_at_patch(room, Box(540, 240, 200, 160)).even
    assert not look_at_patch(draw(Scene(Pose())), Box(540, 240, 200, 160)).even
