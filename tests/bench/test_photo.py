"""The photo bench measures what it says: on pictures whose colours, places and sizes are known."""

from __future__ import annotations

import gc

import cv2
import numpy as np
import pytest

from kiosk.bench import memory
from kiosk.bench.photo_colour import fidelity, resampled
from kiosk.bench.photo_cost import SETTLED, Cost
from kiosk.bench.photo_made import Drawings, Made
from kiosk.bench.photo_tables import colours, costs, facts, shortfalls
from kiosk.geometry import Box
from kiosk.paths import models_dir
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for

BLUE = (100, 197, 255)


def _halves() -> tuple[np.ndarray, np.ndarray]:
    """Return a picture, left a person, right the plain background, and its alpha."""
    picture = np.empty((40, 60, 3), np.uint8)
    picture[:, :30] = (90, 120, 180)
    picture[:, 30:] = BLUE[::-1]
    alpha = np.zeros((40, 60), np.float32)
    alpha[:, :30] = 1
    return picture, alpha


def test_the_same_picture_is_true_to_itself() -> None:
    picture, alpha = _halves()
    found = fidelity(picture, picture, picture.astype(np.float64), alpha, BLUE)
    assert (found.person, found.background, found.spread) == pytest.approx((0, 0, 0), abs=1e-6)


def test_a_tinted_person_and_an_uneven_background_are_told_apart() -> None:
    picture, alpha = _halves()
    tinted = picture.copy()
    tinted[:, :30, 2] += 12
    found = fidelity(tinted, picture, picture.astype(np.float64), alpha, BLUE)
    assert found.person > 2
    assert found.unencoded == pytest.approx(0, abs=1e-6)
    assert found.background < 0.01
    uneven = picture.copy()
    uneven[:10, 30:] = (225, 180, 90)
    found = fidelity(uneven, uneven, picture.astype(np.float64), alpha, BLUE)
    assert found.person < 0.01
    assert found.background > 1
    assert found.spread > 3


def test_resampling_is_the_mean_of_the_covered_area_at_whole_and_broken_scales() -> None:
    source = np.random.default_rng(1).integers(0, 256, (90, 120, 3)).astype(np.uint8)
    thirds = resampled(source, Box(30, 15, 60, 45), (20, 15))
    whole = source[15:60, 30:90].reshape(15, 3, 20, 3, 3).mean(axis=(1, 3))
    assert thirds == pytest.approx(whole)
    broken = resampled(source, Box(0, 0, 120, 90), (80, 60))
    other = cv2.resize(source.astype(np.float32), (80, 60), interpolation=cv2.INTER_AREA)
    assert broken == pytest.approx(other, abs=0.01)


def test_memory_that_is_taken_is_seen_and_its_peak_stays_until_it_is_reset() -> None:
    gc.collect()  # What earlier tests left would otherwise be freed in between.
    before = memory.resident_mb()
    memory.reset_peak()
    taken = np.ones(40_000_000)  # 320 MB, far more than a test beside this one gives back
    assert memory.resident_mb() - before > 200
    del taken
    assert memory.peak_mb() - before > 200
    memory.reset_peak()
    assert memory.peak_mb() - before < 100


def _cost(seconds: float, resident: list[float]) -> Cost:
    return Cost("kiosk", [seconds] * len(resident), [seconds] * len(resident), 300, 500, 700, resident)


def test_growth_is_told_by_a_thousand_photos_once_there_are_enough() -> None:
    assert _cost(0.5, [600.0] * SETTLED).growth_mb is None
    leaking = [600 + 0.02 * number for number in range(4 * SETTLED)]
    assert _cost(0.5, leaking).growth_mb == pytest.approx(20)


def test_what_misses_its_number_is_marked() -> None:
    good = Made("a", eye_line_px=1.0, centre_px=-2.0, crown_px=70.0)
    bad = Made("b", failed=("roll",), told=("hair_top: flatten-hair",), eye_line_px=4.0, crown_px=45.0)
    assert "✗" not in facts([good])
    assert facts([good, bad]).count("✗") == 2
    assert "| b | roll | hair_top: flatten-hair |" in shortfalls([good, bad])
    assert "| c | photo-no-face |" in shortfalls([Made("c", refused="photo-no-face")])
    assert "✗" not in costs([_cost(0.5, [600.0] * 3)])
    assert "✗" in costs([_cost(0.9, [600.0] * 3)])


def test_a_drawn_person_becomes_a_photo_where_and_as_the_drawing_says() -> None:
    drawings = Drawings(models_dir(), dict(rules_for(load_spec("chsi")).limits()), seed=7)
    try:
        made = drawings(6)
    finally:
        drawings.close()
    assert (made.refused, made.file, made.bands) == ("", (), ())
    assert made.eye_line_px == pytest.approx(0, abs=3)
    assert made.centre_px == pytest.approx(0, abs=6)
    assert made.fidelity is not None
    assert made.fidelity.person < 1
    assert made.fidelity.background < 1
    assert "✗" not in colours([("drawn people", [made])])
