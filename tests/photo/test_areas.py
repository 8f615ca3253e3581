"""Growing, touching and carrying on, against the plain definitions."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.photo.areas import SMALL_PX, carried, grown, touching


def _blots() -> np.ndarray:
    random = np.random.default_rng(4)
    area = np.zeros((90, 120), bool)
    area[random.integers(0, 90, 12), random.integers(0, 120, 12)] = True
    area[0, 0] = area[40:50, 60:70] = True
    return area


@pytest.mark.parametrize("radius", [0.5, 1.0, 2.9, 5.0, 9.12, SMALL_PX - 0.01, SMALL_PX, 30.0])
def test_grown_is_everything_within_the_radius(radius: float) -> None:
    area = _blots()
    places = np.argwhere(area)
    rows, columns = np.indices(area.shape)
    away = np.min([np.hypot(rows - y, columns - x) for y, x in places], axis=0)
    assert (grown(area, radius) == (away <= radius)).all()
    assert not grown(np.zeros((5, 5), bool), radius).any()


def test_touching_keeps_whole_parts() -> None:
    area = np.zeros((20, 30), bool)
    area[2:8, 2:8] = area[8:12, 7] = area[2:8, 20:25] = area[15:18, 8:12] = True
    core = np.zeros_like(area)
    core[3, 3] = core[19, 29] = True
    kept = touching(area, core)
    assert (kept == (area & (np.indices(area.shape)[1] < 8) & (np.indices(area.shape)[0] < 12))).all()
    assert not touching(area, np.zeros_like(area)).any()


def test_what_is_carried_comes_from_near_where_something_is_known_near() -> None:
    values = np.zeros((240, 320, 2), np.float32)
    values[:, :40], values[:, 280:] = (10, 1), (90, 3)
    area = np.zeros((240, 320), bool)
    area[:, :40] = area[:, 280:] = True
    found = carried(values, area, 8.0)
    assert np.abs(found[:, :20] - (10, 1)).max() < 0.5
    assert np.abs(found[:, 300:] - (90, 3)).max() < 0.5
    middle = found[120, :, 0]
    assert 20 < middle[160] < 80
    assert (np.diff(middle) > -0.5).all()


def test_a_small_picture_is_enlarged_as_opencv_does_it_and_only_where_asked() -> None:
    random = np.random.default_rng(8)
    values = random.uniform(0, 255, (120, 160, 3)).astype(np.float32)
    whole = np.ones((120, 160), bool)
    step = int(9.0 / 3)
    small = cv2.resize(values, (160 // step, 120 // step), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 9.0 / step, borderType=cv2.BORDER_REPLICATE)
    found = carried(values, whole, 9.0)
    assert np.abs(found - cv2.resize(small, (160, 120))).max() < 1e-3
    where = np.zeros_like(whole)
    where[10:20, 5:150] = True
    part = carried(values, whole, 9.0, where)
    assert (part[where] == found[where]).all()
    assert not part[~where].any()
