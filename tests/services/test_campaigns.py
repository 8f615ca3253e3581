"""Which campaign a booth works for, and when it takes up another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.text import Text
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.services.campaigns import CampaignShelf, newest_campaign, not_served
from kiosk.store.store import Store
from tests.leftovers import ExpectLog
from tests.store.making import ROOMY, HeldKeys

OWN = load_campaign("example")
SENT = replace(OWN, version=7, name=Text("已更新", "Updated"))


def test_what_the_server_sent_comes_before_the_booths_own_file(tmp_path: Path, expect_log: ExpectLog) -> None:
    store = Store.open(tmp_path / "store", HeldKeys(), ManualClock(), ROOMY)
    assert newest_campaign("example", store.memory) == OWN
    store.memory.keep_campaigns([SENT.as_json()], '"1"')
    assert newest_campaign("example", store.memory) == SENT
    expect_log("kiosk.services.campaigns", "cannot be used")
    store.memory.keep_campaigns([{**SENT.as_json(), "from_the_future": True}], '"2"')
    assert newest_campaign("example", store.memory) == OWN
    with pytest.raises(KioskError):
        newest_campaign("nowhere", store.memory)
    store.close()


def test_a_campaign_is_taken_up_once_and_only_when_it_is_another(expect_log: ExpectLog) -> None:
    newest = OWN
    shelf = CampaignShelf(OWN, lambda: newest)
    assert not shelf.take_up()
    shelf.renew()
    assert not shelf.take_up(), "the same again"
    newest = SENT
    assert not shelf.take_up(), "nobody said that there is a newer one"
    shelf.renew()
    assert shelf.take_up() and shelf.current == SENT
    assert not shelf.take_up()
    expect_log("kiosk.services.campaigns", "start the booth again")
    newest = replace(SENT, spec="id-card")
    shelf.renew()
    assert not shelf.take_up() and shelf.current == SENT


def test_what_the_server_does_not_let_a_booth_serve_is_told_until_it_does(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", HeldKeys(), ManualClock(), ROOMY)
    assert not_served("example", store.memory) is None, "no server has said anything yet"
    for served, told in (((), True), (None, False), (("other",), True), (("example", "other"), False)):
        store.memory.keep_campaigns([], '"1"', served)
        assert (not_served("example", store.memory) is not None) is told, served
    store.close()
