"""The matte finds soft edges, leaves the person's pixels alone and ignores what is not the person."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.photo.background import hair_top, over_background
from kiosk.photo.matte import alpha_matte, trimap
from kiosk.photo.outline import outline, trunk, unseen
from kiosk.photo.person import Alpha, person_in

FACE_PX = 100.0
CHIN = Point(100, 185)
"""The drawn blob has no neck: its chest begins here."""


def drawn() -> tuple[Picture, Alpha, Alpha]:
    """Return a dark, textured blob with a soft rim before a pale wall, its true alpha and a rough mask."""
    canvas = np.zeros((240, 200), np.uint8)
    cv2.ellipse(canvas, (100, 110), (48, 70), 0, 0, 360, 255, -1)
    cv2.rectangle(canvas, (30, 180), (170, 240), 255, -1)
    alpha = cv2.GaussianBlur(canvas.astype(np.float32) / 255, (0, 0), 1.5)
    random = np.random.default_rng(3)
    person = np.array([40, 60, 90]) + random.normal(0, 6, (240, 200, 1))
    wall = np.array([200, 205, 210]) + random.normal(0, 2, (240, 200, 1))
    mixed = alpha[:, :, None] * person + (1 - alpha[:, :, None]) * wall
    # A segmenter's mask: coarse, and two pixels off.
    rough = cv2.resize(np.roll(canvas, 2, axis=1), (50, 60), interpolation=cv2.INTER_AREA)
    mask = cv2.resize(rough, (200, 240), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
    return np.clip(mixed, 0, 255).astype(np.uint8), alpha, mask


def test_the_matte_is_far_nearer_the_truth_than_the_mask() -> None:
    picture, truth, mask = drawn()
    alpha = alpha_matte(picture, mask, FACE_PX, CHIN).alpha
    assert alpha.dtype == np.float32
    assert float(alpha.min()) == 0
    assert float(alpha.max()) == 1
    assert np.abs(alpha - truth).mean() < 0.2 * np.abs(mask - truth).mean()


def test_pixels_of_the_person_are_untouched_and_the_rest_is_the_plain_colour() -> None:
    picture, truth, mask = drawn()
    alpha = alpha_matte(picture, mask, FACE_PX, CHIN).alpha
    photo = over_background(picture, alpha, (100, 197, 255))
    assert (photo[alpha == 1] == picture[alpha == 1]).all()
    assert (photo[alpha == 0] == (255, 197, 100)).all()
    assert (alpha == 1).mean() > 0.9 * (truth > 0.999).mean()
    assert (alpha == 0).mean() > 0.9 * (truth < 0.001).mean()


def test_no_halo_of_the_old_wall_stays_at_the_rim() -> None:
    """Along the rim the photo must be a mixture of the person and the new colour, not of the wall."""
    picture, truth, mask = drawn()
    photo = over_background(picture, alpha_matte(picture, mask, FACE_PX, CHIN).alpha, (100, 197, 255)).astype(
        float
    )
    ideal = truth[:, :, None] * np.array([40.0, 60, 90]) + (1 - truth[:, :, None]) * np.array(
        [255.0, 197, 100]
    )
    rim = (truth > 0.05) & (truth < 0.95)
    assert np.abs(photo - ideal)[rim].mean() < 12


def test_a_second_patch_of_mask_is_background() -> None:
    picture, _, mask = drawn()
    mask[5:25, 170:195] = 1.0
    inside = outline(picture, mask, FACE_PX, CHIN)
    assert not inside[5:25, 170:195].any()
    assert (trimap(picture, mask, inside, FACE_PX, CHIN)[5:25, 170:195] == 0).all()


def test_a_shoulder_the_segmenter_half_sees_is_found_by_its_edge() -> None:
    """The wall is one pale grey, the shirt another eight levels darker; the mask fades over a shoulder."""
    random = np.random.default_rng(4)
    shirt, head = np.zeros((480, 400), np.uint8), np.zeros((480, 400), np.uint8)
    cv2.fillPoly(shirt, [np.array([(0, 440), (160, 370), (240, 370), (399, 440), (399, 479), (0, 479)])], 255)
    cv2.ellipse(head, (200, 220), (90, 160), 0, 0, 360, 255, -1)
    person = cv2.GaussianBlur(np.maximum(shirt, head), (0, 0), 1.0).astype(np.float32)[:, :, None] / 255
    colour = np.where(head[:, :, None] > 0, (60, 80, 110), (222, 224, 226))
    picture = person * colour + (1 - person) * np.array((230, 232, 234))
    picture += random.normal(0, 1.6, picture.shape)
    truth = person[:, :, 0] > 0.5
    mask = truth.astype(np.float32)
    mask[350:, 240:] *= np.linspace(1.0, 0.3, 160, dtype=np.float32)
    inside = outline(np.clip(picture, 0, 255).astype(np.uint8), mask, 2 * FACE_PX, Point(200, 380))
    assert ((mask > 0.5) != truth).sum() > 2000
    assert (inside != truth)[350:, 240:].sum() < 150


def test_an_outline_that_follows_no_edge_is_told() -> None:
    picture, truth, _ = drawn()
    assert unseen(picture, truth > 0.5, FACE_PX, CHIN) == 0
    picture[185:] = 230
    assert unseen(picture, truth > 0.5, FACE_PX, CHIN) > 0.5


def test_the_neck_and_chest_are_the_person_whatever_the_segmenter_says() -> None:
    picture, _, mask = drawn()
    mask[200:, 95:105] = 0.0
    inside = outline(picture, mask, FACE_PX, CHIN)
    body = trunk((240, 200), CHIN, FACE_PX)
    assert inside[body].all()
    assert not body[:185].any()
    assert body[185:].mean() < 0.4


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_mask_without_person_or_without_background_is_refused(value: float) -> None:
    picture, _, mask = drawn()
    with pytest.raises(KioskError) as caught:
        alpha_matte(picture, np.full_like(mask, value), FACE_PX, CHIN)
    assert caught.value.code == "photo-person-unclear"


def test_the_mask_of_a_frame_is_laid_on_the_crop() -> None:
    mask = np.zeros((72, 128), np.float32)
    mask[:, 64:] = 1.0
    there = person_in(mask, (1280, 720), Box(480, 0, 320, 427), (240, 320))
    assert there.shape == (320, 240)
    assert (there[:, :110] == 0).all()
    assert (there[:, 130:] == 1).all()


def test_hair_top_is_the_first_row_that_stays_filled() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[30:, 20:80] = 1.0
    alpha[10:30, 50] = 1.0  # a stray hair
    assert hair_top(alpha, 50, 60, 70) == 30


def test_hair_cut_by_the_edge_or_missing_has_no_top() -> None:
    assert hair_top(np.ones((100, 100), np.float32), 50, 60, 70) is None
    assert hair_top(np.zeros((100, 100), np.float32), 50, 60, 70) is None
