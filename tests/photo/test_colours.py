"""The person's own colours are the matting library's where they are wanted, at a fraction of the work."""

from __future__ import annotations

import cv2
import numpy as np
from pymatting import estimate_foreground_ml

from kiosk.photo.colours import own_colours


def _scene(height: int = 200, width: int = 150) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture of a striped blob before a wall, soft at its rim, and its alpha."""
    disc = np.zeros((height, width), np.float32)
    cv2.circle(disc, (width // 2, height // 2), width // 3, 1.0, -1)
    alpha = np.round(cv2.GaussianBlur(disc, (0, 0), 3.0), 3)
    rows, columns = np.indices(alpha.shape)
    stripes = 80 + 60 * np.sin(rows / 6)
    person = np.dstack([stripes, 0.5 * stripes, 20 + 0.2 * columns])
    wall = np.dstack([230 - 0.1 * rows, 215 + 0 * rows, 200 + 0.1 * columns])
    mixed = alpha[:, :, None] * person + (1 - alpha[:, :, None]) * wall
    return np.round(mixed).astype(np.uint8), alpha


def test_they_are_the_librarys_where_wanted() -> None:
    for size in ((200, 150), (97, 260), (20, 24)):
        bgr, alpha = _scene(*size)
        wanted = (alpha > 0) & (alpha < 1)
        found = own_colours(bgr, alpha, wanted)
        theirs = 255 * estimate_foreground_ml((bgr / 255).astype(np.float32), alpha)
        assert found.dtype == np.float32
        # Where alpha is small a colour weighs little and is known badly.
        assert np.abs(found - theirs[wanted]).max() < 1.5
        assert (alpha[wanted][:, None] * np.abs(found - theirs[wanted])).max() < 0.1


def test_what_is_not_wanted_changes_nothing() -> None:
    """Of the pixels about what is wanted so many are found with it that the rest does not tell."""
    bgr, alpha = _scene()
    soft = (alpha > 0) & (alpha < 1)
    part = soft & (np.indices(alpha.shape)[1] < 75)
    few, many = own_colours(bgr, alpha, part), own_colours(bgr, alpha, np.ones(alpha.shape, bool))
    assert np.abs(few - many[part.ravel()]).max() < 0.2
    assert own_colours(bgr, alpha, np.zeros(alpha.shape, bool)).shape == (0, 3)


def test_views_that_may_not_be_written_are_taken() -> None:
    bgr, alpha = _scene()
    wanted = (alpha > 0) & (alpha < 1)
    found = own_colours(bgr, alpha, wanted)
    bgr.setflags(write=False)
    alpha = np.asfortranarray(alpha)
    alpha.setflags(write=False)
    assert (own_colours(bgr, alpha, wanted) == found).all()


def test_a_picture_without_person_or_wall_has_an_answer() -> None:
    bgr, _ = _scene(40, 40)
    for share in (0.0, 0.5, 1.0):
        found = own_colours(bgr, np.full((40, 40), share, np.float32), np.ones((40, 40), bool))
        assert np.isfinite(found).all()
    assert np.abs(found - bgr.reshape(-1, 3)).max() < 0.5, (
        "where all is the person its colours are the picture's"
    )
