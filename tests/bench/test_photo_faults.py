"""Every fault changes the file in the way it says, and the counts are counted right."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from kiosk.bench.photo_fault_run import Result, Subject, counted
from kiosk.bench.photo_faults import FAULTS, background, stored
from kiosk.bench.rates import Rate
from kiosk.photo.spec import load_spec
from kiosk.photo.words import load_words
from tests.photo.test_handling import figure

SPEC = load_spec("chsi")


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_makes_another_picture_that_can_be_read(name: str) -> None:
    good = figure()
    data = FAULTS[name].make(good, SPEC)
    assert data == FAULTS[name].make(good, SPEC)
    assert data != stored(good)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.size == ((413, 531) if name == "size 413 × 531" else (480, 640))


def test_faults_name_checks_that_exist() -> None:
    assert set().union(*(fault.checks for fault in FAULTS.values())) <= load_words().check.keys()


def test_background_and_person_of_a_good_photo_are_told_apart() -> None:
    colour, person = background(figure())
    assert colour.tolist() == [255, 197, 100]
    assert person[300, 240]
    assert not person[:40].any()
    assert 0.3 < float(np.mean(person)) < 0.7


def test_counts() -> None:
    table = counted(
        [
            Result(Subject("a"), True, ("pitch",), {"blur": True, "halo": False}),
            Result(Subject("b"), True, (), {"blur": True}),
            Result(Subject("c"), False, ("yaw",)),
            Result(Subject("d"), None),
        ]
    )
    assert table.detected == {"blur": Rate(2, 2), "halo": Rate(0, 1)}
    assert table.total == Rate(2, 3)
    assert table.alarmed == Rate(1, 3)
    assert table.per_check == {"pitch": Rate(1, 3), "yaw": Rate(1, 3)}
    assert any("halo" in line for line in table.lines())
