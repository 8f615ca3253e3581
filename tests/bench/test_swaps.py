"""The bench of swaps: what it counts, and whom it draws."""

from __future__ import annotations

import numpy as np

from tests.bench.swap_room import IN_A_ROOM, Drawn, pairs
from tests.bench.swap_story import End, Played, Story
from tests.bench.swaps import table


def played(story: Story, end: End, times: int = 1, changed: bool | None = None) -> list[Played]:
    swapped = story.swap if changed is None else changed
    return [Played(story, 1, 2, end, 1.5 if end is End.NOTICED else None, None, swapped)] * times


def test_a_photo_of_who_agreed_is_no_missed_swap_and_an_alarm_is_none_that_was_noticed() -> None:
    told = table(
        played(Story.SHUTTER, End.NOTICED, 7)
        + played(Story.SHUTTER, End.OWN, 2)
        + played(Story.SHUTTER, End.OTHER)
        + played(Story.STAYS, End.OWN, 3)
        + played(Story.STAYS, End.NOTICED)
        + played(Story.AGAIN, End.NO_PHOTO, changed=False)
        + played(Story.AGAIN, End.NOTICED, changed=False)
    )
    assert f"| {Story.SHUTTER} | 7/8 = 87.5%" in told
    assert "noticed before the submission: 7/8 = 87.5%" in told
    assert "another: 2/6 = 33.3%" in told
    assert [line for line in told.splitlines() if line.startswith("- ")] == [
        f"- {Story.SHUTTER}: person 1, then 2: {End.OTHER} ",
        f"- {Story.STAYS}: person 1, then 2: {End.NOTICED} ",
        f"- {Story.AGAIN}: person 1, then 2: {End.NOTICED} ",
        "- no photo for 30 s, asked for last: nothing: 1",
    ]


def test_who_changes_places_is_of_one_room() -> None:
    crowd = [Drawn(number, {}, np.zeros((1, 1, 3), np.uint8)) for number in range(3 * IN_A_ROOM)]
    random = np.random.default_rng(1)
    for first, then in (pairs(crowd, random) for _ in range(50)):
        assert first is not then
        assert first.number // IN_A_ROOM == then.number // IN_A_ROOM
