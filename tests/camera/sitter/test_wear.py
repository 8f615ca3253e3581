"""What the drawn sitter wears: seen where it belongs, found as a face, true in the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import FrameStyle, HatStyle, Look, Rendered, Scene
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir

QUIET = Scene(noise=0.0)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


def drawn(renderer: Renderer, **look: object) -> Rendered:
    return renderer.render(replace(QUIET, look=replace(Look(), **look)))


def changed(renderer: Renderer, **look: object) -> np.ndarray:
    """Where the picture differs from the bare sitter's, as (x, y) of each pixel."""
    bare, worn = drawn(renderer).bgr.astype(int), drawn(renderer, **look).bgr.astype(int)
    return np.argwhere(np.abs(worn - bare).max(axis=2) > 6)[:, ::-1]


@pytest.mark.parametrize("frame", [*FrameStyle])
def test_glasses_lie_before_both_eyes_and_nowhere_else(renderer: Renderer, frame: FrameStyle) -> None:
    truth = drawn(renderer).truth
    spots = changed(renderer, glasses=True, frame=frame)
    apart = truth.pupil_right.x - truth.pupil_left.x
    assert spots[:, 0].min() > truth.face.x - 0.2 * apart
    assert spots[:, 0].max() < truth.face.right + 0.2 * apart
    assert spots[:, 1].min() > truth.pupil_left.y - 0.6 * apart
    assert spots[:, 1].max() < truth.pupil_left.y + 0.6 * apart
    bridge = np.abs(spots - ((truth.pupil_left.x + truth.pupil_right.x) / 2, truth.pupil_left.y)).max(axis=1)
    assert (bridge < 0.15 * apart).any()


def test_frames_differ_from_each_other(renderer: Renderer) -> None:
    pictures = {drawn(renderer, glasses=True, frame=frame).bgr.tobytes() for frame in FrameStyle}
    assert len(pictures) == len(FrameStyle)


def eye_luma(picture: Rendered) -> float:
    at = picture.truth.pupil_left
    return float(picture.bgr[int(at.y) + 12 : int(at.y) + 22, int(at.x) - 14 : int(at.x) + 14].mean())


def test_a_tint_darkens_and_a_reflection_brightens_what_lies_behind_the_lenses(renderer: Renderer) -> None:
    clear = eye_luma(drawn(renderer, glasses=True))
    half, dark = (eye_luma(drawn(renderer, glasses=True, tint=tint)) for tint in (0.4, 0.8))
    assert dark < half < clear
    bright = [drawn(renderer, glasses=True, glare=glare).bgr.min(axis=2) > 235 for glare in (0.0, 1.0)]
    assert bright[1].sum() > bright[0].sum() + 300


@pytest.mark.parametrize("style", [*HatStyle])
def test_a_hat_makes_the_head_taller_and_covers_the_hairline(renderer: Renderer, style: HatStyle) -> None:
    bare, worn = drawn(renderer), drawn(renderer, hat=True, hat_style=style, worn=(40, 60, 200))
    assert worn.truth.hair_top_y < bare.truth.hair_top_y
    top = worn.alpha.any(axis=1).argmax()
    assert abs(top - worn.truth.hair_top_y) < 8
    middle = int((bare.truth.face.x + bare.truth.face.right) / 2)
    above = int(bare.truth.face.y) - 4
    assert worn.bgr[above, middle, 0] > worn.bgr[above, middle, 2] + 40


@pytest.mark.parametrize("worn", ["scarf", "headphones"])
def test_scarf_and_headphones_cover_the_ears(renderer: Renderer, worn: str) -> None:
    bare, covered = drawn(renderer).truth, drawn(renderer, **{worn: True}).truth
    assert min(bare.ear_left_visible, bare.ear_right_visible) > 0.9
    assert max(covered.ear_left_visible, covered.ear_right_visible) < 0.25


def test_a_mask_covers_mouth_and_nose_and_leaves_the_eyes_free(renderer: Renderer) -> None:
    truth = drawn(renderer).truth
    spots = changed(renderer, face_mask=True, worn=(120, 160, 220))
    inside = (spots[:, 0] > truth.face.x) & (spots[:, 0] < truth.face.right)
    lower = truth.pupil_left.y + 0.3 * (truth.chin.y - truth.pupil_left.y)
    assert (spots[inside, 1] > lower).sum() > 0.3 * truth.face.width * (truth.chin.y - lower)
    for pupil in (truth.pupil_left, truth.pupil_right):
        assert np.hypot(*(spots - (pupil.x, pupil.y)).T).min() > 12


def test_a_hand_reaches_farther_into_the_face_the_more_of_it_there_is(renderer: Renderer) -> None:
    face = drawn(renderer).truth.face
    covered = []
    for amount in (0.3, 0.6, 1.0):
        spots = changed(renderer, hand=amount)
        within = (spots[:, 0] > face.x) & (spots[:, 0] < face.right) & (spots[:, 1] < face.bottom)
        covered.append(int(within.sum()))
    assert covered == sorted(covered)
    assert covered[-1] > 0.08 * face.width * face.height
    assert not len(changed(renderer, hand=0.0))
