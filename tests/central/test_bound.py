"""Booths bound to campaigns: they come by nothing of the others, and hand nothing in for them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.rules import Fee, FeeProvider
from kiosk.central.bound import Served, bind, only
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import new_enrolment_code
from kiosk.central.fleet import all_booths
from kiosk.central.people import key_of
from kiosk.central.tables import RosterRow, RosterVersion
from kiosk.cli import main
from kiosk.digest import canonical_json
from kiosk.errors import KioskError
from kiosk.store.uuid7 import new_uuid7
from tests.central.conftest import BoothCalls, Site
from tests.central.reviewing import audited, enter
from tests.central.test_fleet import token_of
from tests.store.making import CODE

EXAMPLE = replace(load_campaign("example"), salt="5a" * 16, fee=Fee(FeeProvider.MANUAL, 1500))
"""What the tests' submissions are for."""
OTHER = replace(EXAMPLE, id="other", salt="6b" * 16)
NOBODY = "nobody-has-this-code"


@pytest.fixture
def bound(site: Site) -> BoothCalls:
    """A booth of the other campaign; both have the same person on a roster."""
    with site.central.session() as db, db.begin():
        for campaign in (EXAMPLE, OTHER):
            put_campaign(db, campaign, site.central.timestamp())
            db.add(RosterVersion(campaign=campaign.id, version=3, imported_at="t"))
            db.add(RosterRow(campaign=campaign.id, **vars(RosterEntry(key_of(campaign, CODE), "名*"))))
        other = only(db, ["other"]).as_column()
    device = "00000007-0000-4000-8000-000000000000"
    answer = site.enrol(device, new_enrolment_code(site.central, campaigns=other))
    assert [c["id"] for c in answer.json()["config"]["campaigns"]] == ["other"]
    return BoothCalls(site, device, answer.json()["token"])


def asked(booth: BoothCalls, path: str, **body: Any) -> tuple[int, bytes]:
    answer = booth.call("POST", path, canonical_json(body))
    return answer.status_code, answer.content


def test_a_bound_booth_gets_its_own_campaigns_and_of_the_others_not_even_that_they_are_there(
    bound: BoothCalls,
) -> None:
    told = bound.call("GET", "/device/config").json()
    assert [c["id"] for c in told["campaigns"]] == ["other"] and told["rosters"] == {"other": 3}
    assert len(bound.call("GET", "/device/rosters/other").json()["entries"]) == 1
    foreign, nowhere = (bound.call("GET", f"/device/rosters/{id_}") for id_ in ("example", "nowhere"))
    assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    for path, more in (
        ("/codes:resolve", {"code": CODE}),
        ("/device/fees", {"code": CODE}),
        ("/device/handoffs", {"kind": "name"}),
    ):
        status, content = asked(bound, path, campaign="example", **more)
        assert (status, content) == (404, asked(bound, path, campaign="nowhere", **more)[1]), path
        assert asked(bound, path, campaign="other", **more)[0] in (200, 201), path
    assert asked(bound, "/codes:resolve", campaign="other", code=NOBODY)[0] == 404


def test_what_a_bound_booth_tells_of_other_campaigns_is_not_heeded(site: Site, bound: BoothCalls) -> None:
    """Else it could use up a stranger's photos, or say that their fee was taken."""
    free = site.booth()
    order = json.loads(asked(free, "/device/fees", campaign="example", code=CODE)[1])["order"]
    nothing = bound.call("GET", f"/device/fees/{'0' * 32}")
    assert (nothing.status_code, bound.call("GET", f"/device/fees/{order}").content) == (404, nothing.content)
    assert asked(bound, f"/device/fees/{order}:mark")[0] == 404
    assert free.call("GET", f"/device/fees/{order}").json()["state"] == "open"
    at = site.clock.now().isoformat()
    items = [
        {"id": new_uuid7(site.clock), "campaign": c.id, "person": key_of(c, CODE), "at": at}
        for c in (EXAMPLE, OTHER)
    ]
    assert asked(bound, "/device/photos", items=items)[0] == 204
    photos = [
        json.loads(asked(free, "/codes:resolve", campaign=id_, code=CODE)[1])["photos"]
        for id_ in ("example", "other")
    ]
    assert [len(times) for times in photos] == [0, 1]


def test_a_submission_for_another_campaign_is_refused_alone_and_one_from_before_stays_the_booths(
    site: Site,
) -> None:
    with site.central.session() as db, db.begin():
        for campaign in (EXAMPLE, OTHER):
            put_campaign(db, campaign, site.central.timestamp())
    booth = site.booth()
    before = booth.deliver()
    manifest, blobs = booth.make()
    booth.put_blobs(blobs)
    bind(site.central, booth.device, Served(frozenset({"other"})), "test")
    answer = booth.put(manifest)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:photo-kiosk:problem:campaign-foreign")
    assert booth.call("GET", f"/submissions/{manifest['id']}").status_code == 404
    assert booth.put(before).status_code == 200, "its answer may have been lost"
    assert booth.call("GET", f"/submissions/{before['id']}").status_code == 200
    assert booth.call("GET", "/submissions?since=0").json()["items"][0]["id"] == before["id"]
    assert booth.call("DELETE", f"/submissions/{before['id']}").status_code == 202
    bind(site.central, booth.device, Served(), "test")
    assert booth.put(manifest).status_code == 201, "nothing was lost meanwhile"


def test_an_administrator_binds_a_booth_on_the_page(site: Site) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, EXAMPLE, site.central.timestamp())
        put_campaign(db, OTHER, site.central.timestamp())
    booth = site.booth()
    enter(site)

    def served() -> frozenset[str] | None:
        with site.central.reading() as db:
            return all_booths(db)[0].served.campaigns

    def send(site: Site, path: str, **form: str) -> Response:
        sent = {"token": token_of(site), **form}
        return site.client.post(path, data=sent, follow_redirects=False)

    path = f"/fleet/{booth.device}/campaigns"
    refused = send(site, path, scope="only")
    assert refused.status_code == 422 and "至少勾选一个" in refused.text and served() is None
    assert send(site, path, scope="only", **{"campaign:nowhere": "yes"}).status_code == 422
    assert send(site, path, scope="only", **{"campaign:other": "yes"}).status_code == 303
    assert served() == {"other"}
    assert booth.call("GET", "/device/config").json()["rosters"] == {}
    assert send(site, path, scope="all", **{"campaign:other": "yes"}).status_code == 303
    assert served() is None
    page = send(site, "/fleet", scope="only", **{"campaign:other": "yes"})
    code = page.text.partition('id="code">')[2][:14]
    answer = site.enrol("00000009-0000-4000-8000-000000000000", code)
    assert [c["id"] for c in answer.json()["config"]["campaigns"]] == ["other"]
    by = site.first.staff
    assert audited(site, booth.device)[-2:] == [
        (by, "device.campaigns", "other"),
        (by, "device.campaigns", "all"),
    ]
    assert audited(site, "-")[-1] == (by, "device.code", "other")
    assert ("device", "device.campaigns", "other") in audited(site, "00000009-0000-4000-8000-000000000000")
    assert send(site, f"/fleet/{'0' * 36}/campaigns", scope="all").status_code == 404


def test_a_code_names_campaigns_that_are_there(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with site.central.session() as db, db.begin():
        put_campaign(db, OTHER, site.central.timestamp())
    with site.place.in_environment():
        words = ["central", "enrolment-code", "--data", str(site.folder), "--json", "--campaign"]
        assert main([*words, "otter"]) == 2
        assert "campaign-unknown" in capsys.readouterr().err
        assert main([*words, "other"]) == 0
    code = json.loads(capsys.readouterr().out)["enrolment_code"]
    answer = site.enrol("00000008-0000-4000-8000-000000000000", code)
    assert answer.status_code == 201
    with site.central.reading() as db, pytest.raises(KioskError, match="No campaign"):
        only(db, [])
