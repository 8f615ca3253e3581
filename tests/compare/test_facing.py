"""Who looks into the camera is looked at: real people, whose noses differ; not who is bent or turned away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.bench.compare_looks import take_looks, wipe
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.face import TEMPLATE, FoundFace
from kiosk.compare.facing import faces_camera
from kiosk.geometry import Box

BOX = Box(0, 0, 100, 100)


def test_every_real_person_is_looked_at(testdata: Path, consent: ComparisonConsent) -> None:
    neutral, smiling = take_looks(testdata, *open_comparer(), consent)
    assert (len(neutral), len(smiling)) == (68, 68)
    wipe(neutral)
    wipe(smiling)


@pytest.mark.parametrize("roll_deg", [-20, 0, 20])
@pytest.mark.parametrize(
    ("nose", "faces"),
    [((0, 0), True), ((0, 4), True), ((0, 9), False), ((0, -7), False), ((9, 0), False), ((-9, 0), False)],
    ids=["as usual", "long nose", "bent", "thrown back", "turned", "turned away"],
)
def test_a_face_that_is_bent_or_turned_is_not(nose: tuple[int, int], faces: bool, roll_deg: int) -> None:
    """The template is some 35 px wide between the eyes; its nose tip is at half of the way to the mouth."""
    points = TEMPLATE.copy()
    points[2] += nose
    angle = np.radians(roll_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert faces_camera(FoundFace(BOX, points @ turn.T)) is faces
