"""The booths' page: what wants attention, what nobody has any more, the days, and who is let in and out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from kiosk import __version__
from kiosk.central.bound import Served
from kiosk.central.fleet import Alarm, Booth, alarms_of, all_booths
from kiosk.central.fleet_days import Day, count_days
from kiosk.central.fleet_plot import HEIGHT, plot_days
from kiosk.central.models import Heartbeat
from kiosk.central.settings import load_central_settings
from kiosk.digest import canonical_json
from tests.central.conftest import BoothCalls, Site
from tests.central.reviewing import audited, enter, send

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SETTINGS = load_central_settings().fleet
WELL: dict[str, Any] = {
    "queued": 2,
    "oldest_age_s": 60,
    "blocked": 0,
    "quarantined": 0,
    "free_bytes": 50_000_000_000,
    "clock_offset_s": 1,
    "version": __version__,
    "last_seq": 9,
    "audit_head": "a" * 64,
}


def standing(**told: Any) -> Booth:
    heartbeat = Heartbeat.model_validate({**WELL, **told})
    return Booth("b", "", NOW, None, NOW, heartbeat, 0, None, Served())


def test_a_booth_that_is_well_has_no_alarm() -> None:
    assert alarms_of(standing(), SETTINGS, NOW, __version__) == ()


def test_a_booth_that_is_too_old_is_told_apart_from_one_of_another_version() -> None:
    settings = replace(SETTINGS, least_version="2.0")
    assert alarms_of(standing(version="1.9"), settings, NOW, "2.1") == (Alarm.UPGRADE,)
    assert alarms_of(standing(version="2.0.1"), settings, NOW, "2.1") == (Alarm.VERSION,)
    assert alarms_of(standing(version="2.1"), settings, NOW, "2.1") == ()


@pytest.mark.parametrize(
    ("booth", "alarm"),
    [
        (replace(standing(), gap=1), Alarm.GAP),
        (standing(quarantined=1), Alarm.QUARANTINED),
        (standing(blocked=1), Alarm.BLOCKED),
        (standing(oldest_age_s=SETTINGS.oldest_s + 1), Alarm.OLD),
        (standing(free_bytes=SETTINGS.free_bytes - 1), Alarm.DISK),
        (standing(backup="absent"), Alarm.BACKUP),
        (standing(clock_offset_s=-SETTINGS.clock_s - 1), Alarm.CLOCK),
        (replace(standing(), seen_at=NOW - timedelta(seconds=SETTINGS.silent_s + 1)), Alarm.SILENT),
        (standing(version="0.0.1"), Alarm.VERSION),
    ],
)
def test_each_alarm(booth: Booth, alarm: Alarm) -> None:
    assert alarms_of(booth, SETTINGS, NOW, __version__) == (alarm,)
    assert alarms_of(replace(booth, revoked_at=NOW), SETTINGS, NOW, __version__) == ()


def beat(booth: BoothCalls, **told: Any) -> None:
    body = {**WELL, "queued": 0, "oldest_age_s": None, "last_seq": booth.seq, **told}
    assert booth.call("POST", "/device/heartbeat", canonical_json(body)).status_code == 204


def test_what_neither_server_nor_booth_has_is_a_gap_until_it_arrives(site: Site) -> None:
    booth, other = site.booth(1), site.booth(2)
    booth.deliver()
    late, pictures = booth.make()
    booth.make()
    other.deliver()

    def gaps() -> dict[str, int]:
        with site.central.session() as db:
            return {one.id: one.gap for one in all_booths(db)}

    beat(booth, queued=1, withdrawn=1)
    assert gaps()[booth.device] == 0
    beat(booth, queued=1)
    beat(other)
    assert gaps() == {booth.device: 1, other.device: 0}
    with site.central.session() as db:
        since = next(one.gap_since for one in all_booths(db) if one.id == booth.device)
    site.clock.advance(60)
    beat(booth)
    with site.central.session() as db:
        found = next(one for one in all_booths(db) if one.id == booth.device)
    assert (found.gap, found.gap_since) == (2, since), "it began with the first"
    booth.put_blobs(pictures)
    booth.put(late)
    beat(booth, queued=1)
    assert gaps()[booth.device] == 0


def test_an_erased_submission_is_no_gap(site: Site) -> None:
    booth = site.booth()
    manifest = booth.deliver()
    booth.call("DELETE", f"/submissions/{manifest['id']}")
    beat(booth)
    with site.central.session() as db:
        assert [one.gap for one in all_booths(db)] == [0]


def test_days_begin_at_midnight_of_the_servers_zone(site: Site) -> None:
    booth = site.booth()
    site.clock.advance((datetime(2026, 3, 1, 15, 59, tzinfo=UTC) - site.clock.now()).total_seconds())
    first = booth.deliver()
    site.clock.advance(120)
    booth.deliver()
    enter(site)
    send(site, str(first["id"]), "rejected", "background")
    china = site.clock.now().astimezone(timezone(timedelta(hours=8)))
    with site.central.session() as db:
        days = count_days(db, china, 3)
    assert days.days == (
        Day(date(2026, 2, 28), 0, 0),
        Day(date(2026, 3, 1), 1, 0),
        Day(date(2026, 3, 2), 1, 1),
    )
    assert days.reasons == (("background", 1),)


def test_bars_are_as_high_as_their_numbers() -> None:
    days = [Day(date(2026, 3, 1), 40, 10), Day(date(2026, 3, 2), 0, 0), Day(date(2026, 3, 3), 20, 0)]
    plot = plot_days(days)
    heights = {(bar.kind, bar.title[:10]): bar.height for bar in plot.bars}
    assert len(plot.bars) == 3, "nothing is drawn of nothing"
    tall = heights["received", "2026-03-01"]
    assert heights["received", "2026-03-03"] == pytest.approx(tall / 2)
    assert heights["rejected", "2026-03-01"] == pytest.approx(tall / 4)
    feet = {round(bar.y + bar.height, 6) for bar in plot.bars}
    assert len(feet) == 1
    assert all(0 < bar.y < HEIGHT for bar in plot.bars)
    assert [level.text for level in plot.levels] == ["0", "10", "20", "30", "40"]
    assert plot_days([]).bars == ()


def token_of(site: Site) -> str:
    found = re.search(r'name="token" value="(\w+)"', site.client.get("/fleet").text)
    assert found is not None
    return found[1]


def test_a_booth_is_named_revoked_and_shut_out(site: Site) -> None:
    booth = site.booth()
    beat(booth)
    enter(site)
    form = {"token": token_of(site), "name": "  图书馆   一层 <b> "}
    assert site.client.post(f"/fleet/{booth.device}/name", data=form).status_code == 200
    page = site.client.get("/fleet").text
    assert "图书馆 一层 &lt;b&gt;" in page
    assert "正常 ok" in page
    long = {**form, "name": "x" * 61}
    assert site.client.post(f"/fleet/{booth.device}/name", data=long).status_code == 422
    assert site.client.post("/fleet/nobody/revoke", data=form).status_code == 404
    for _ in range(2):  # a second time changes nothing
        assert site.client.post(f"/fleet/{booth.device}/revoke", data=form).status_code == 200
    assert booth.call("GET", "/device/config").status_code == 403
    assert "已停用" in site.client.get("/fleet").text
    assert [action for _, action, _ in audited(site, booth.device)].count("device.revoke") == 1


def test_a_code_made_on_the_page_enrols_one_booth(site: Site) -> None:
    enter(site)
    page = site.client.post("/fleet", data={"token": token_of(site)}).text
    found = re.search(r'id="code">([A-Z0-9-]+)<', page)
    assert found is not None
    assert found[1] not in site.client.get("/fleet").text, "it is shown once"
    assert site.enrol("00000009-0000-4000-8000-000000000000", found[1]).status_code == 201
    assert site.enrol("00000010-0000-4000-8000-000000000000", found[1]).status_code == 403
