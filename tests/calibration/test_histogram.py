"""The live histogram: shares that add up, in the right bins, with clipping told at the right end."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.calibration.histogram import BINS, CLIPPED_SHARE, histogram_of


def plain(*bgr: int) -> np.ndarray:
    return np.full((40, 60, 3), bgr, np.uint8)


def test_a_plain_picture_has_one_bin_a_channel() -> None:
    found = histogram_of(plain(40, 128, 200))
    for line, level in ((found.blue, 40), (found.green, 128), (found.red, 200)):
        assert line.shape == (BINS,)
        assert line[level // 4] == pytest.approx(1.0)
    luma = 0.114 * 40 + 0.587 * 128 + 0.299 * 200
    assert int(found.luma.argmax()) == int(luma) // 4
    assert (found.dark_clipped, found.bright_clipped) == (False, False)


@pytest.mark.parametrize(
    ("level", "dark", "bright"), [(0, True, False), (1, True, False), (254, False, True)]
)
def test_a_clipped_end_is_told_from_its_share_on(level: int, dark: bool, bright: bool) -> None:
    picture = np.full((400, 400, 4), 120, np.uint8)
    rows = int(400 * CLIPPED_SHARE) * 4
    picture[: rows - 4, :, 2] = level  # one channel is enough
    below = histogram_of(picture)
    picture[: rows + 4, :, 2] = level
    above = histogram_of(picture)
    assert (below.dark_clipped and below.bright_clipped) is False
    assert (above.dark_clipped, above.bright_clipped) == (dark, bright)


def test_the_fourth_channel_of_a_screen_picture_means_nothing() -> None:
    picture = np.dstack([plain(10, 20, 30), np.full((40, 60), 255, np.uint8)])
    assert not histogram_of(picture).bright_clipped
