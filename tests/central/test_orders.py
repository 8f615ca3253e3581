"""Prints: ordered with the approval, laid out, printed, sent; in that order only."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from kiosk.campaign.contact import TO_SCHOOL, Contact
from kiosk.central.tables import PrintOrder
from kiosk.services.reviewing import PhotoPictures
from kiosk.store.manifest import build_manifest
from tests.central.conftest import BoothCalls, Site
from tests.central.reviewing import audited, enter, open_page, send, undo
from tests.store.making import jpeg, submission


@pytest.fixture(scope="module")
def pictures() -> PhotoPictures:
    return PhotoPictures()


def deliver(booth: BoothCalls, delivery: str | None, width: int = 480, height: int = 640) -> str:
    booth.seq += 1
    contact = Contact(phone="13800000000", delivery=delivery, addressee="Receiver <b>")
    photo = jpeg(1, width, height)
    made = replace(submission(booth.site.clock), contact=contact, photo=photo)
    manifest = build_manifest(made, booth.device, booth.seq, booth.site.clock.now())
    booth.put_blobs({manifest["blobs"][k]["sha256"]: getattr(made, k) for k in ("photo", "original")})
    assert booth.put(manifest).status_code == 201
    return str(manifest["id"])


def state_of(site: Site, id_: str) -> str | None:
    with site.central.session() as db:
        order = db.get(PrintOrder, id_)
        return None if order is None else order.state


def move(site: Site, id_: str, state: str) -> int:
    token = re.search(r'name="token" value="(\w+)"', site.client.get("/export").text)
    assert token is not None
    form = {"token": token[1], "state": state, "shown": "new"}
    return site.client.post(f"/orders/{id_}", data=form, follow_redirects=False).status_code


def test_an_order_goes_from_approval_to_printed_to_sent(site: Site) -> None:
    booth = site.booth()
    by_post, to_school, none = (deliver(booth, d) for d in ("Example Road 1", TO_SCHOOL, None))
    enter(site)
    assert state_of(site, by_post) is None
    for id_ in (by_post, to_school, none):
        send(site, id_, "approved")
    page = site.client.get("/orders").text
    assert [f'id="{id_}"' in page for id_ in (by_post, to_school, none)] == [True, True, False]
    assert "Example Road 1" in page
    assert "送到学校" in page
    assert "Receiver &lt;b&gt;" in page
    assert move(site, by_post, "sent") == 409
    assert [move(site, by_post, state) for state in ("printed", "printed", "sent")] == [303, 303, 303]
    assert move(site, by_post, "new") == 409
    assert (state_of(site, by_post), state_of(site, to_school)) == ("sent", "new")
    assert f'id="{by_post}"' in site.client.get("/orders?state=sent").text
    assert f'id="{by_post}"' not in site.client.get("/orders").text
    assert [detail for _, action, detail in audited(site, by_post) if action == "order"] == [
        "printed",
        "sent",
    ]


def test_an_approval_taken_back_takes_the_order_with_it_but_not_the_prints(site: Site) -> None:
    id_ = deliver(site.booth(), TO_SCHOOL)
    enter(site)
    _, hidden = open_page(site, id_)
    send(site, id_, "approved")
    assert undo(site, id_, hidden).status_code == 303
    assert state_of(site, id_) is None
    send(site, id_, "approved")
    assert move(site, id_, "printed") == 303
    assert undo(site, id_, hidden).status_code == 409
    assert state_of(site, id_) == "printed"


def test_the_sheet_is_a_page_of_the_paper_with_the_photo_on_it(site: Site, pictures: PhotoPictures) -> None:
    site.client.app.state.review_pictures = pictures  # type: ignore[attr-defined]
    id_ = deliver(site.booth(), TO_SCHOOL)
    enter(site)
    send(site, id_, "approved")
    answer = site.client.get(f"/orders/{id_}/sheet.pdf?paper=6in&size=one-inch")
    assert answer.headers["Content-Type"] == "application/pdf"
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", answer.content)
    assert box is not None
    mm = sorted(float(side) / 72 * 25.4 for side in box.groups())
    assert mm == pytest.approx([102, 152], abs=0.01)
    assert answer.content.count(b"/Photo Do") == 12  # four rows of three
    for query in ("paper=../x&size=one-inch", "paper=6in&size=poster", "paper=6in"):
        assert site.client.get(f"/orders/{id_}/sheet.pdf?{query}").status_code == 422
    stranger = id_[:-1] + ("1" if id_.endswith("0") else "0")
    assert site.client.get(f"/orders/{stranger}/sheet.pdf?paper=6in&size=one-inch").status_code == 404


def test_a_photo_too_small_for_a_print_is_told(site: Site, pictures: PhotoPictures) -> None:
    site.client.app.state.review_pictures = pictures  # type: ignore[attr-defined]
    id_ = deliver(site.booth(), TO_SCHOOL, 60, 80)
    enter(site)
    send(site, id_, "approved")
    answer = site.client.get(f"/orders/{id_}/sheet.pdf?paper=6in&size=one-inch")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:photo-kiosk:problem:sheet-impossible")


@pytest.mark.parametrize(
    "inspection",
    [
        {},
        {"checks": None},
        {"checks": [1, {}, {"check": 5}, {"check": "eye_line", "value": "x", "limit": [1]}]},
        {"checks": [{"check": "eye_line", "status": "odd", "value": 1e308, "limit": [float("nan"), True]}]},
        {"checks": [{"check": "<b>", "status": "fail", "value": 1, "unit": "<i>", "limit": [None, None]}]},
    ],
)
def test_whatever_a_manifest_says_can_be_drawn_and_told(
    pictures: PhotoPictures, inspection: dict[str, object]
) -> None:
    photo = jpeg(1, 480, 640)
    with Image.open(io.BytesIO(pictures.overlay(photo, inspection))) as drawn:
        assert drawn.width > 480
    pictures.told(inspection)


def test_a_failed_check_is_a_fault_where_it_decided_and_a_remark_where_not(pictures: PhotoPictures) -> None:
    check = {"check": "eye_line", "status": "fail", "value": 330.0, "unit": "px", "limit": [200.0, 300.0]}
    said = {}
    for ok in (True, False):
        [group] = pictures.told({"ok": ok, "checks": [check]})
        [told] = group.checks
        said[ok] = str(told.status)
        assert told.measured == "330 px (200…300)"
    assert said == {True: "unknown", False: "fail"}


def test_the_overlay_differs_from_the_photo_where_the_band_is(pictures: PhotoPictures) -> None:
    check = {"check": "eye_line", "status": "pass", "value": 250.0, "unit": "px", "limit": [200.0, 300.0]}
    photo = jpeg(200, 480, 640)
    with_, without = (
        Image.open(io.BytesIO(pictures.overlay(photo, {"ok": True, "checks": checks})))
        for checks in ([check], [])
    )
    assert with_.size == without.size
    assert with_.tobytes() != without.tobytes()
