"""The groups of measures together."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from kiosk.vision import measures


def test_a_value_that_is_no_number_cannot_be_assessed() -> None:
    values = dict.fromkeys(measures.UNITS) | {"yaw_deg": math.nan, "pitch_deg": 3}
    named = measures.named(values)
    assert named["yaw_deg"] is None
    assert named["pitch_deg"].value == 3
    assert named["pitch_deg"].unit == "deg"


def test_every_measure_has_a_unit_and_one_group() -> None:
    names = Counter(name for group in measures.GROUPS for name in group.names)
    assert set(names) <= set(measures.UNITS)
    assert set(names.values()) == {1}


@pytest.mark.parametrize("group", range(len(measures.GROUPS)))
def test_a_group_is_due_once_in_its_pace(group: int) -> None:
    every = measures.GROUPS[group].every
    assert sum(measures.due(group, count) for count in range(7, 7 + 4 * every)) == 4
