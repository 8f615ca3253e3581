"""The steps of a set-up, without its screen: the gate's PIN, the campaigns that are offered."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.campaign import campaign as campaign_files
from kiosk.campaign.campaign import load_campaign
from kiosk.clock import ManualClock
from kiosk.paths import config_dir
from kiosk.services import setting_up
from kiosk.services.build import open_keys, open_store
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


def test_a_campaign_with_a_slip_in_it_does_not_hide_the_others(
    config: Path,
    clock: ManualClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectLog,
) -> None:
    folder = tmp_path / "config" / "campaigns"
    shutil.copytree(config_dir() / "campaigns", folder)
    (folder / "a-slip.toml").write_text("[campaign", "utf-8")
    for module in (setting_up, campaign_files):
        monkeypatch.setattr(module, "config_dir", lambda: tmp_path / "config")
    setting = SetUp(config, clock)
    expect_log("kiosk.services.setting_up", "a-slip is not offered")
    assert [campaign.id for campaign in setting.campaigns()] == ["example"]
    sent = replace(load_campaign("example"), id="sent")
    with closing(open_store(setting.settings, open_keys(setting.settings), clock)) as store:
        future = {**sent.as_json(), "id": "future", "from_the_future": True}
        store.memory.keep_campaigns([future, sent.as_json()], '"1"')
    expect_log("kiosk.services.campaigns", "cannot be used")
    expect_log("kiosk.services.setting_up", "future is not offered")
    assert [campaign.id for campaign in setting.campaigns()] == ["sent", "example"]
