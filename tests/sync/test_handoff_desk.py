"""The desk for a student's phone against the real server: what a telephone sends arrives in the session."""

from __future__ import annotations

import io
import queue
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
import requests
import segno
from sqlalchemy import func, select

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.contact import TO_SCHOOL, Contact
from kiosk.campaign.rules import Asked, ContactRules
from kiosk.capture_code.payload import parse_payload
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central
from kiosk.central.process import CentralProcess
from kiosk.central.tables import HandoffRow
from kiosk.clock import SystemClock
from kiosk.services import handoff
from kiosk.services.handoff import HandoffDesk, received
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import HandoffKind
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer

CODE = "0123456789abcdef"


@pytest.fixture
def campaign(inside: Central) -> Campaign:
    contact = ContactRules(phone=Asked.REQUIRED, delivery=Asked.OPTIONAL)
    made = replace(load_campaign("example"), id=f"hand-{secrets.token_hex(4)}", contact=contact)
    with inside.session() as db, db.begin():
        return put_campaign(db, made, inside.timestamp())


class Desk:
    """A desk whose events wait in a queue, and the phone of the person before it."""

    def __init__(self, booth: Booth, campaign: Campaign, server: CentralProcess) -> None:
        self.events: queue.Queue[ev.Event] = queue.Queue()
        self._server = server
        self.desk = HandoffDesk(booth.store, lambda: campaign, "en", QUICK, SystemClock(), self.events.put)
        self.desk.start()

    def open(self, kind: HandoffKind) -> str:
        assert self.desk.carry_out(fx.OpenHandoff(kind))
        opened = self.next()
        assert isinstance(opened, ev.HandoffOpened) and opened.handoff.kind is kind
        return f"{self._server.url}/h/{opened.handoff.url.rpartition('/')[2]}"

    def next(self) -> ev.Event:
        return self.events.get(timeout=15)


@pytest.fixture
def new_desk(
    new_booth: Callable[[], Booth],
    campaign: Campaign,
    server: CentralProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], Desk]]:
    monkeypatch.setattr(handoff, "LOOK_EVERY_S", 0.05)
    with ExitStack() as stack:

        def make() -> Desk:
            made = Desk(new_booth(), campaign, server)
            stack.callback(made.desk.stop)
            return made

        yield make


def pages(inside: Central, campaign: Campaign) -> int:
    with inside.session() as db:
        query = select(func.count()).select_from(HandoffRow).where(HandoffRow.campaign == campaign.id)
        return db.scalar(query) or 0


def erased(inside: Central, campaign: Campaign) -> None:
    end = time.monotonic() + 10
    while pages(inside, campaign):
        assert time.monotonic() < end, "the server still holds what the booth has"
        time.sleep(0.02)


def send_code(url: str, text: str) -> int:
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=4, border=4)
    return requests.post(url, files={"picture": ("c.png", picture.getvalue())}, timeout=20).status_code


def test_a_code_from_the_phone_is_read_and_erased(
    new_desk: Callable[[], Desk], inside: Central, campaign: Campaign
) -> None:
    desk = new_desk()
    url = desk.open(HandoffKind.CODE)
    assert requests.get(url, timeout=20).status_code == 200
    assert send_code(url, CODE) == 200
    assert desk.next() == ev.CodeRead(parse_payload(CODE))
    erased(inside, campaign)


def test_name_and_contact_come_as_the_session_takes_them(
    new_desk: Callable[[], Desk], inside: Central, campaign: Campaign
) -> None:
    desk = new_desk()
    assert requests.post(desk.open(HandoffKind.NAME), data={"name": "测试甲"}, timeout=20).ok
    assert desk.next() == ev.NameFilled("测试甲")
    form = {"phone": "13800000000", "delivery": "school"}
    assert requests.post(desk.open(HandoffKind.CONTACT), data=form, timeout=20).ok
    assert desk.next() == ev.ContactFilled(Contact(phone="13800000000", delivery=TO_SCHOOL))
    erased(inside, campaign)


def test_two_booths_each_get_their_own_persons_answer(new_desk: Callable[[], Desk]) -> None:
    first, second = new_desk(), new_desk()
    urls = first.open(HandoffKind.NAME), second.open(HandoffKind.NAME)
    for url, name in zip(urls, ("甲", "乙"), strict=True):
        assert requests.post(url, data={"name": name}, timeout=20).ok
    assert (first.next(), second.next()) == (ev.NameFilled("甲"), ev.NameFilled("乙"))


def test_who_leaves_is_not_told_of_and_the_page_is_gone(
    new_desk: Callable[[], Desk], inside: Central, campaign: Campaign
) -> None:
    desk = new_desk()
    for leave in (desk.desk.forget, lambda: desk.desk.carry_out(fx.CloseHandoff())):
        url = desk.open(HandoffKind.NAME)
        leave()
        erased(inside, campaign)
        assert requests.post(url, data={"name": "x"}, timeout=20).status_code == 404
    assert desk.events.empty()


def test_without_a_network_the_person_is_told_at_once(
    new_desk: Callable[[], Desk], proxy: Interposer, booth: Booth, campaign: Campaign
) -> None:
    desk = new_desk()
    for fault in (Fault(silent=True), Fault(hole=True)):
        proxy.fault = lambda method, path, fault=fault: fault  # type: ignore[misc]
        asked = time.monotonic()
        desk.desk.carry_out(fx.OpenHandoff(HandoffKind.CODE))
        assert desk.next() == ev.HandoffEnded("handoff-offline")
        assert time.monotonic() - asked < handoff.PATIENCE_S + 3
    proxy.fault = lambda method, path: None
    desk.open(HandoffKind.CODE)


def test_a_booth_that_never_enrolled_has_no_page_for_a_phone(
    booth: Booth, campaign: Campaign, server: CentralProcess
) -> None:
    booth.store.secrets.remove("central")
    desk = Desk(booth, campaign, server)
    try:
        desk.desk.carry_out(fx.OpenHandoff(HandoffKind.NAME))
        assert desk.next() == ev.HandoffEnded("handoff-offline")
        assert not desk.desk.carry_out(fx.Forget()), "other effects are left to other desks"
    finally:
        desk.desk.stop()


def test_a_server_that_falls_silent_ends_the_page(
    new_desk: Callable[[], Desk], proxy: Interposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handoff, "SILENCE_S", 0.2)
    desk = new_desk()
    desk.open(HandoffKind.NAME)
    proxy.fault = lambda method, path: Fault(silent=True)
    assert desk.next() == ev.HandoffEnded("handoff-offline")


def test_an_expired_page_and_a_foreign_campaign_are_told(
    new_desk: Callable[[], Desk], inside: Central, campaign: Campaign, booth: Booth, server: CentralProcess
) -> None:
    desk = new_desk()
    desk.open(HandoffKind.NAME)
    with inside.session() as db, db.begin():
        for row in db.scalars(select(HandoffRow).where(HandoffRow.campaign == campaign.id)):
            row.expires_at = "2020-01-01T00:00:00+00:00"
    assert desk.next() == ev.HandoffEnded("handoff-expired")
    other = Desk(booth, replace(campaign, id="nobody-has-it"), server)
    try:
        other.desk.carry_out(fx.OpenHandoff(HandoffKind.NAME))
        assert other.next() == ev.HandoffEnded("handoff-unavailable")
    finally:
        other.desk.stop()


def test_what_the_server_sends_is_judged_by_the_booths_own_rules(campaign: Campaign) -> None:
    ours = replace(campaign, school_code="00000")
    foreign = '{"cjm":"0123456789abcdef","yxdm":"99999"}'
    assert received(HandoffKind.CODE, {"code": foreign}, ours)[1] == ev.CodeRefused("code-other-school")
    assert received(HandoffKind.CODE, {}, ours) == (ev.HandoffEnded(), ev.CodeRefused("code-other"))
    link = received(HandoffKind.CODE, {"code": "https://example.com/x"}, ours)
    assert link == (ev.HandoffEnded(), ev.CodeRefused("code-link"))
    assert received(HandoffKind.NAME, {"name": "a\x07"}, ours) == (ev.HandoffEnded("handoff-unavailable"),)
    assert received(HandoffKind.CONTACT, {"phone": "1"}, ours) == (ev.HandoffEnded("handoff-unavailable"),)
