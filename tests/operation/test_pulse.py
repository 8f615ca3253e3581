"""A pulse is a promise with a time; nothing else."""

from __future__ import annotations

from kiosk.pulse import Pulse


def test_a_promise_is_broken_only_once_its_time_is_over() -> None:
    now = 10.0
    pulse = Pulse(lambda: now)
    assert not pulse.begun
    assert pulse.overdue_s() == 0
    pulse.promise(2.0)
    now = 12.0
    assert pulse.begun
    assert pulse.overdue_s() == 0
    now = 12.5
    assert pulse.overdue_s() == 0.5
    pulse.promise(1.0)
    assert pulse.overdue_s() == 0
    pulse.rest()
    now = 1e9
    assert pulse.overdue_s() == 0
    assert pulse.begun
