"""The clock a test holds by its hands."""

from __future__ import annotations

import pytest

from kiosk.clock import ManualClock, SystemClock


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(100.0)
    began = clock.now()
    assert clock.monotonic() == 100.0
    clock.advance(2.5)
    assert clock.monotonic() == 102.5
    assert (clock.now() - began).total_seconds() == 2.5
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1)


def test_the_systems_clock_says_its_zone() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() is not None
    assert clock.monotonic() <= clock.monotonic()
