"""What is said to be other about another person."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.compare.appearance import Appearance
from kiosk.compare.look import Look
from kiosk.compare.other import UNSEEN, other_parts
from tests.compare.test_continuity import BLOND, LIMITS, look


def test_a_face_that_was_never_seen_before_is_told_as_that() -> None:
    assert other_parts([look(0.0, None)], look(1.0), LIMITS) == (UNSEEN,)
    assert other_parts([look(0.0, None)], look(1.0, hair=BLOND), LIMITS) == ("hair",)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (look(1.0, 0.4, hair=BLOND), ("face",)),
        (look(1.0, 0.9, hair=BLOND), ("hair",)),
        (look(1.0, None, clothes=BLOND, skin=(70.0, -30.0, 35.0)), ("clothes", "skin")),
        (look(1.0, 0.9, clothes=(20.0, 4.5, 0.0), hair=(20.0, 0.0, 4.5)), ("hair", "clothes")),
        (Look(1.0, None, Appearance({"skin": np.array([(70.0, 5.0, 39.5)])})), ("skin",)),
        (look(1.0, 0.9), ()),
        (Look(1.0, None, None), ()),
    ],
)
def test_the_face_or_the_parts_of_another_colour_are_named(seen: Look, told: tuple[str, ...]) -> None:
    assert other_parts([look(0.0), look(0.0, 0.99, hair=(90.0, 0.0, 0.0))], seen, LIMITS) == told
