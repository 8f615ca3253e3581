"""The groups of measures together."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest

from kiosk.vision import measures
from kiosk.vision.observe import SLOW_EVERY


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


@pytest.mark.parametrize("group", measures.GROUPS, ids=lambda group: group.names[0])
def test_a_group_is_due_once_in_its_pace(group: measures.Group) -> None:
    every = group.every
    assert sum(measures.due(group, count, ()) for count in range(7, 7 + 4 * every)) == 4


@pytest.mark.parametrize("group", measures.GROUPS, ids=lambda group: group.names[0])
def test_what_is_watched_closely_is_never_slower_and_nothing_else_quicker(group: measures.Group) -> None:
    counts = range(7, 7 + 120)
    usual, closely, others = (
        [count for count in counts if measures.due(group, count, names)]
        for names in ((), group.names[-1:], ("no such measure",))
    )
    assert max(b - a for a, b in pairwise(closely)) == min(group.every, measures.CLOSELY_EVERY)
    assert others == usual


def test_slow_groups_take_turns_while_the_bodys_model_is_at_work() -> None:
    slow = [group for group in measures.GROUPS if group.every > 2]
    for count in range(60):
        due = [group for group in slow if measures.due(group, count, ())]
        assert not due or count % SLOW_EVERY == 0
        assert sum(group.every > measures.CLOSELY_EVERY for group in due) <= 2
