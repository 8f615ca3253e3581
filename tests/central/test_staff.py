"""Accounts of staff by the command, while the server runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.central.access import COOKIE
from kiosk.central.audit import verify
from kiosk.central.campaigns import put_campaign
from kiosk.central.fleet import all_booths
from kiosk.central.staff import list_staff
from kiosk.cli import main
from tests.central.conftest import Site
from tests.central.reviewing import change_settings, enter, give_factor


class Command:
    """``kiosk central staff`` on a site's folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def run(self, *words: str) -> int:
        return main(["central", "staff", *words, "--data", str(self._folder), "--json"])

    def told(self, *words: str) -> dict[str, Any]:
        self._capsys.readouterr()
        assert self.run(*words) == 0
        return dict(json.loads(self._capsys.readouterr().out))

    def accounts(self) -> dict[str, dict[str, Any]]:
        return {account.pop("name"): account for account in self.told("list")["staff"]}

    def refused(self, *words: str) -> str:
        self._capsys.readouterr()
        assert self.run(*words) == 2
        return self._capsys.readouterr().err


@pytest.fixture
def staff(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path, capsys)


def comes_in(site: Site, name: str, password: str) -> bool:
    site.client.cookies.clear()
    site.clock.advance(61)
    form = {"name": name, "password": password}
    return site.client.post("/login", data=form, follow_redirects=False).status_code == 303


def may_see(site: Site, path: str) -> int:
    return site.client.get(path, follow_redirects=False).status_code


def test_somebody_added_can_log_in_until_they_are_removed(site: Site, staff: Command) -> None:
    password = staff.told("add", "second.one", "--campaign", "one", "--campaign", "two")["password"]
    assert staff.accounts()["second.one"] == {
        "role": "reviewer", "campaigns": ["one", "two"], "disabled": False, "second_factor": False
    }  # fmt: skip
    assert comes_in(site, "second.one", password)
    assert may_see(site, "/review") == 200
    for words in (("add", "second.one"), ("add", "no name"), ("add", ".."), ("remove", "nobody")):
        staff.refused(*words)
    assert "campaign's id" in staff.refused("add", "third", "--campaign", "../x")
    assert staff.told("remove", "second.one")["password"] is None
    assert may_see(site, "/review") == 303
    assert not comes_in(site, "second.one", password)


def test_the_last_administrator_stays_one(site: Site, staff: Command) -> None:
    name = site.first.staff
    staff.told("add", "other", "--role", "administrator")
    staff.told("disable", "other")
    for words in (("remove", name), ("disable", name), ("role", name, "--role", "reviewer")):
        assert "no administrator could log in" in staff.refused(*words)
    staff.told("enable", "other")
    staff.told("role", name, "--role", "reviewer")
    assert staff.accounts()[name]["role"] == "reviewer"


def test_a_role_holds_for_the_next_click(site: Site, staff: Command) -> None:
    password = staff.told("add", "second", "--role", "administrator")["password"]
    assert comes_in(site, "second", password)
    assert may_see(site, "/orders") == 200
    staff.told("role", "second", "--role", "reviewer", "--campaign", "example")
    assert (may_see(site, "/orders"), may_see(site, "/review")) == (403, 200)


@pytest.mark.parametrize("with_factor", [False, True])
def test_who_becomes_an_administrator_logs_in_anew(site: Site, staff: Command, with_factor: bool) -> None:
    password = staff.told("add", "second", "--campaign", "example")["password"]
    if with_factor:
        give_factor(site.central, "second")
    enter(site, "second")
    before = site.client.cookies[COOKIE]
    staff.told("role", "second", "--role", "reviewer", "--campaign", "other")
    assert may_see(site, "/review") == 200
    staff.told("role", "second", "--role", "administrator")
    assert [may_see(site, path) for path in ("/review", "/fleet", "/staff", "/export")] == [303] * 4
    object.__setattr__(site.central, "rehearsal", False)
    assert comes_in(site, "second", password)
    assert may_see(site, "/fleet") == 303, "the second factor is still to come"
    site.client.cookies.set(COOKIE, before)
    assert may_see(site, "/fleet") == 303


def test_a_log_in_without_the_second_factor_ends_when_one_is_needed(site: Site, staff: Command) -> None:
    staff.told("add", "second", "--campaign", "example")
    enter(site)
    assert may_see(site, "/fleet") == 200
    object.__setattr__(site.central, "rehearsal", False)
    assert may_see(site, "/fleet") == 303, "it was opened in a rehearsal"
    give_factor(site.central, site.first.staff)
    assert may_see(site, "/fleet") == 200
    enter(site, "second")
    assert may_see(site, "/review") == 200
    change_settings(site.central, staff=replace(site.central.settings.staff, totp_reviewers=True))
    assert may_see(site, "/review") == 303
    give_factor(site.central, "second")
    assert may_see(site, "/review") == 200


def test_hundreds_of_campaigns_have_a_box_each(site: Site) -> None:
    booth = site.booth()
    ids = [f"a-campaign-with-a-name-{n:03d}-graduates-2026"[:40] for n in range(600)]
    with site.central.session() as db, db.begin():
        for id_ in ids:
            put_campaign(db, replace(load_campaign("example"), id=id_), site.central.timestamp())
    enter(site)
    page = site.client.get("/staff").text
    names = re.findall(r'type="checkbox" name="([^"]+)"', page)
    assert len(names) == len(ids)
    boxes = dict.fromkeys(names, "yes") | {"token": re.findall(r'name="token" value="(\w+)"', page)[0]}

    def sent(path: str, **form: str) -> int:
        return site.client.post(path, data=boxes | form, follow_redirects=False).status_code

    assert sent("/staff", name="second", role="reviewer") == 200
    assert sent("/staff/second", do="role", role="reviewer") == 303
    assert sent("/fleet", scope="only") == 200
    assert sent(f"/fleet/{booth.device}/campaigns", scope="only") == 303
    given = {a.name: a.campaigns for a in list_staff(site.central)}["second"]
    with site.central.reading() as db:
        [found] = all_booths(db)
    assert set(given) == found.served.campaigns == set(ids)


def test_who_is_disabled_is_out_at_once_and_can_be_let_in_again(site: Site, staff: Command) -> None:
    password = staff.told("add", "second")["password"]
    assert comes_in(site, "second", password)
    staff.told("disable", "second")
    assert may_see(site, "/review") == 303
    assert not comes_in(site, "second", password)
    enter(site, "second")  # a log-in that was just being opened
    assert may_see(site, "/review") == 303
    staff.told("enable", "second")
    assert comes_in(site, "second", password)


def test_a_new_password_ends_the_old_one_and_every_log_in(site: Site, staff: Command) -> None:
    old = staff.told("add", "second")["password"]
    assert comes_in(site, "second", old)
    new = staff.told("password", "second")["password"]
    assert may_see(site, "/review") == 303
    assert not comes_in(site, "second", old)
    assert comes_in(site, "second", new)


def test_every_change_is_on_record_and_no_secret_is(site: Site, staff: Command) -> None:
    password = staff.told("add", "second")["password"]
    for words in (
        ("role", "second", "--role", "administrator"),
        ("totp-reset", "second"),
        ("remove", "second"),
    ):
        staff.told(*words)
    with site.central.session() as db:
        assert verify(db).lines == 4
    assert password.encode() not in site.held()
