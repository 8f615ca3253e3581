"""The steps of a set-up, without its screen: the gate's PIN."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.services.pin import FIRST_WAIT_S, FREE_MISSES
from kiosk.services.setting_up import SetUp
from tests.leftovers import ExpectLog

PIN = "1357"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def config(tmp_path: Path, expect_log: ExpectLog) -> Path:
    expect_log("kiosk.store.keys", "plain file")
    file = tmp_path / "kiosk.toml"
    file.write_text(f'data_dir = "{(tmp_path / "data").as_posix()}"\n[keys]\nstore = "file"\n', "utf-8")
    return file


def test_wrong_pins_at_the_gate_lock_it_for_a_time_and_not_for_ever(config: Path, clock: ManualClock) -> None:
    setting = SetUp(config, clock)
    setting.choose_pin(PIN)
    answers = [setting.refusal("0000") for _ in range(FREE_MISSES + 1)]
    assert answers == ["pin-wrong"] * FREE_MISSES + ["pin-locked"]
    clock.advance(FIRST_WAIT_S - 1)
    assert setting.refusal(PIN) == "pin-locked"
    clock.advance(1)
    assert setting.refusal("0000") == "pin-locked", "one guess, then a longer wait"
    clock.advance(FIRST_WAIT_S)
    assert setting.refusal(PIN) == "pin-locked"
    clock.advance(FIRST_WAIT_S)
    assert setting.refusal(PIN) is None
    assert setting.refusal("0000") == "pin-wrong", "the right one starts the count again"


def test_the_wait_begins_anew_when_the_set_up_starts_and_ends(config: Path, clock: ManualClock) -> None:
    first = SetUp(config, clock)
    first.choose_pin(PIN)
    for _ in range(FREE_MISSES + 1):
        first.refusal("0000")
    clock.advance(10 * FIRST_WAIT_S)
    again = SetUp(config, clock)
    assert again.refusal(PIN) == "pin-locked", "a restart gives no guess back"
    clock.advance(FIRST_WAIT_S)
    assert again.refusal(PIN) is None
