"""The operator's PIN: right, wrong, too often, not set."""

from __future__ import annotations

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.services.pin import LOCK_S, MISSES_BEFORE_LOCK, PinCheck, hash_pin


def test_the_right_pin_opens_and_the_hash_does_not_show_it() -> None:
    stored = hash_pin("48151623")
    assert "48151623" not in stored
    assert hash_pin("48151623") != stored, "every hash has its own salt"
    assert PinCheck(stored, ManualClock()).refusal("48151623") is None


def test_misses_lock_for_a_while_even_for_the_right_pin() -> None:
    clock = ManualClock()
    check = PinCheck(hash_pin("4815"), clock)
    answers = [check.refusal("0000") for _ in range(MISSES_BEFORE_LOCK)]
    assert answers == ["pin-wrong"] * (MISSES_BEFORE_LOCK - 1) + ["pin-locked"]
    assert check.refusal("4815") == "pin-locked"
    clock.advance(LOCK_S)
    assert check.refusal("4815") is None


def test_without_a_pin_nobody_gets_in() -> None:
    assert PinCheck(None, ManualClock()).refusal("") == "pin-not-set"


@pytest.mark.parametrize("pin", ["", "123", "12a4", "1234567890123", "１２３４"])
def test_a_bad_pin_is_refused_when_it_is_set(pin: str) -> None:
    with pytest.raises(KioskError) as caught:
        hash_pin(pin)
    assert caught.value.code == "pin-too-short"
