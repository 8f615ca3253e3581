"""A student's own phone: one page, one use, minutes only; harmless, and gone when the booth has it."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from typing import Any

import pytest
import segno
from PIL import Image
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.rules import Asked, ContactRules
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import CodeKind
from kiosk.central import handoff_forms
from kiosk.central.campaigns import put_campaign
from kiosk.central.handoff_pages import MAX_UPLOAD_BYTES
from kiosk.central.handoff_words import WORDS, chosen_language
from kiosk.central.handoffs import MAX_TRIES
from kiosk.central.settings import CentralSettings
from kiosk.central.tables import HandoffRow
from kiosk.digest import canonical_json
from tests.central.conftest import BoothCalls, Site

ASKS_ALL = ContactRules(phone=Asked.REQUIRED, email=Asked.OPTIONAL, delivery=Asked.REQUIRED)
CAMPAIGN = replace(load_campaign("example"), salt="5a" * 16, contact=ASKS_ALL, school_code="00000")
ZH = {"Accept-Language": "zh-CN,zh;q=0.9"}


@pytest.fixture
def booth(site: Site) -> BoothCalls:
    with site.central.session() as db, db.begin():
        put_campaign(db, CAMPAIGN, site.central.timestamp())
    return site.booth()


def opened(booth: BoothCalls, kind: str, **more: str) -> dict[str, Any]:
    body = canonical_json({"kind": kind, "campaign": "example", **more})
    answer = booth.call("POST", "/device/handoffs", body)
    assert answer.status_code == 201
    return dict(answer.json())


def look(booth: BoothCalls, handoff: dict[str, Any]) -> dict[str, Any]:
    return dict(booth.call("GET", f"/device/handoffs/{handoff['id']}").json())


def png(*texts: str, scale: int = 4) -> bytes:
    """A picture with QR codes side by side."""
    parts = []
    for text in texts:
        buffer = io.BytesIO()
        segno.make(text, error="m", micro=False).save(buffer, kind="png", scale=scale, border=4)
        parts.append(Image.open(buffer).convert("L"))
    sheet = Image.new(
        "L", (sum(p.width for p in parts) or 80, max((p.height for p in parts), default=80)), 255
    )
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def upload(site: Site, url: str, data: bytes) -> Any:
    return site.client.post(url, files={"picture": ("code.png", data, "image/png")}, headers=ZH)


def rows(site: Site) -> int:
    with site.central.session() as db:
        return db.scalar(select(func.count()).select_from(HandoffRow)) or 0


def test_a_phone_gives_its_saved_code_once_and_the_server_forgets_it(site: Site, booth: BoothCalls) -> None:
    text = demo_code(3, site.clock.now()).text
    handoff = opened(booth, "code")
    assert look(booth, handoff) == {"state": "open", "fields": {}}
    page = site.client.get(handoff["url"], headers=ZH)
    assert page.status_code == 200 and WORDS["zh"]["intro-code"] in page.text
    assert (
        "Set-Cookie" not in page.headers and "default-src 'none'" in page.headers["Content-Security-Policy"]
    )
    assert "<script" not in page.text and "http" not in page.text.replace(handoff["url"], "")
    sent = upload(site, handoff["url"], png(text))
    assert sent.status_code == 200 and WORDS["zh"]["done"] in sent.text and text not in sent.text
    assert look(booth, handoff) == {"state": "filled", "fields": {"code": text}}, "the text untouched"
    assert look(booth, handoff)["state"] == "filled", "an answer that was lost is given again"
    assert upload(site, handoff["url"], png(text)).status_code == 404, "one use"
    assert booth.call("DELETE", f"/device/handoffs/{handoff['id']}").status_code == 204
    assert look(booth, handoff) == {"state": "expired", "fields": {}} and rows(site) == 0


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ([], "code-none"),
        (["https://example.com/a/page"], "code-link"),
        (["wxp://f2f0example"], "code-payment"),
        (["BEGIN:VCARD\nN:x\nEND:VCARD"], "code-card"),
        (["0123456789abcdef", "fedcba9876543210"], "code-several"),
        (['{"cjm":"0123456789abcdef","yxdm":"99999"}'], "code-other-school"),
    ],
)
def test_a_wrong_picture_is_told_and_can_be_tried_again(
    site: Site, booth: BoothCalls, texts: list[str], fault: str
) -> None:
    handoff = opened(booth, "code")
    answer = upload(site, handoff["url"], png(*texts))
    assert answer.status_code == 422 and WORDS["zh"][fault] in answer.text
    assert look(booth, handoff)["state"] == "open"
    assert upload(site, handoff["url"], png("0123456789abcdef")).status_code == 200
    assert look(booth, handoff)["fields"] == {"code": "0123456789abcdef"}


def test_a_code_beside_another_kind_of_code_is_taken(site: Site, booth: BoothCalls) -> None:
    handoff = opened(booth, "code")
    assert upload(site, handoff["url"], png("https://example.com/", "0123456789abcdef")).status_code == 200
    assert look(booth, handoff)["fields"] == {"code": "0123456789abcdef"}


def test_hostile_uploads_are_told_and_keep_nothing(site: Site, booth: BoothCalls) -> None:
    url = opened(booth, "code")["url"]
    words = WORDS["zh"]
    bomb = io.BytesIO()
    Image.new("1", (15_000, 15_000)).save(bomb, "PNG")
    for data, fault in (
        (b"", "picture-missing"),
        (b"\xff\xd8\xff\xe0 not a picture", "picture-unreadable"),
        (b"P1\n9 9\n" + b"1 " * 81, "picture-unreadable"),
        (bomb.getvalue(), "picture-too-large"),
        (bytes(10_000_001), "picture-too-large"),
        (png("0123456789abcdef")[:-40], "picture-unreadable"),
    ):
        answer = upload(site, url, data)
        assert answer.status_code == 422 and words[fault] in answer.text
    assert site.client.post(url, headers=ZH).status_code == 422
    assert site.client.post(url, content=bytes(MAX_UPLOAD_BYTES + 1)).status_code == 413
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        broken = site.client.post(url, content=b"--x\r\nbroken", headers={"Content-Type": content_type})
        assert broken.status_code in (400, 422)


def test_names_are_checked_and_shown_harmlessly(site: Site, booth: BoothCalls) -> None:
    handoff = opened(booth, "name", language="en")
    assert WORDS["en"]["intro-name"] in site.client.get(handoff["url"]).text, "no wish: as at the booth"
    for wrong in ("", "  ", "x" * 41 + '"><script>', "a\x07b"):
        answer = site.client.post(handoff["url"], data={"name": wrong})
        assert answer.status_code == 422 and WORDS["en"]["name-wrong"] in answer.text
        assert "<script" not in answer.text
    assert site.client.post(handoff["url"], data={"name": "  测试·  甲 "}).status_code == 200
    assert look(booth, handoff)["fields"] == {"name": "测试· 甲"}


def test_contact_faults_stand_at_their_fields_all_at_once(site: Site, booth: BoothCalls) -> None:
    handoff = opened(booth, "contact")
    wrong = {"phone": "12", "email": "nobody", "delivery": "address", "address": "x"}
    page = site.client.post(handoff["url"], data=wrong, headers=ZH)
    assert page.status_code == 422
    for name, fault in (
        ("phone", "contact-phone-wrong"),
        ("email", "contact-email-wrong"),
        ("address", "contact-address-wrong"),
    ):
        assert f'id="{name}-fault">{WORDS["zh"][fault]}' in page.text
    assert 'value="nobody"' in page.text and 'value="address" checked' in page.text
    nowhere = site.client.post(handoff["url"], data={"phone": "13800000000"}, headers=ZH)
    assert WORDS["zh"]["contact-delivery-missing"] in nowhere.text
    place = {"phone": "138 0000 0000", "delivery": "address", "address": "某省某市某路 1 号"}
    unnamed = site.client.post(handoff["url"], data=place, headers=ZH)
    assert WORDS["zh"]["contact-name-wrong"] in unnamed.text
    assert (
        site.client.post(handoff["url"], data={**place, "addressee": "测试"}, headers=ZH).status_code == 200
    )
    fields = look(booth, handoff)["fields"]
    assert fields == {"phone": "13800000000", "delivery": "某省某市某路 1 号", "addressee": "测试"}
    school = opened(booth, "contact")
    form = {"phone": "13800000000", "email": "a@Example.com", "delivery": "school", "address": "left over"}
    assert site.client.post(school["url"], data=form).status_code == 200
    told = {"phone": "13800000000", "email": "a@example.com", "delivery": "school"}
    assert look(booth, school)["fields"] == told


def test_unknown_expired_and_used_pages_look_alike(site: Site, booth: BoothCalls) -> None:
    used = opened(booth, "name")["url"]
    site.client.post(used, data={"name": "测试"})
    ghost = used.rpartition("/")[0] + "/" + "A" * 24
    answers = [site.client.get(url, headers=ZH) for url in (used, ghost)]
    answers += [site.client.post(url, data={"name": "x"}, headers=ZH) for url in (used, ghost)]
    late = opened(booth, "name")
    site.clock.advance(601)
    answers.append(site.client.get(late["url"], headers=ZH))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_contents_nobody_picked_up_are_erased_with_the_next_sign_of_life(
    site: Site, booth: BoothCalls
) -> None:
    handoff = opened(booth, "name")
    site.client.post(handoff["url"], data={"name": "测试"})
    assert rows(site) == 1
    site.clock.advance(601)
    heartbeat = {
        "queued": 0, "oldest_age_s": None, "blocked": 0, "quarantined": 0, "free_bytes": 1,
        "clock_offset_s": None, "version": "1", "last_seq": 0, "audit_head": "0" * 64,
    }  # fmt: skip
    assert booth.call("POST", "/device/heartbeat", canonical_json(heartbeat)).status_code == 204
    assert rows(site) == 0


def test_a_page_belongs_to_one_booth_and_a_new_one_ends_it(site: Site, booth: BoothCalls) -> None:
    first = opened(booth, "name")
    other = site.booth(2)
    site.client.post(first["url"], data={"name": "测试"})
    assert look(other, first)["state"] == "expired"
    assert other.call("DELETE", f"/device/handoffs/{first['id']}").status_code == 204
    assert look(booth, first)["state"] == "filled"
    opened(other, "name")
    opened(booth, "name")
    assert look(booth, first)["state"] == "expired" and rows(site) == 2


def test_tries_are_counted_and_calls_limited(site: Site, booth: BoothCalls) -> None:
    url = opened(booth, "name")["url"]
    statuses = [site.client.post(url, data={"name": ""}).status_code for _ in range(MAX_TRIES + 1)]
    assert statuses == [422] * MAX_TRIES + [404]
    left = site.central.settings.handoffs_per_minute - MAX_TRIES - 1
    statuses = [site.client.get("/h/none").status_code for _ in range(left + 1)]
    assert statuses == [404] * left + [429]
    assert site.client.get("/h/style.css").headers["Content-Type"].startswith("text/css")


def test_only_booths_open_pages_and_only_for_campaigns_that_are_here(site: Site, booth: BoothCalls) -> None:
    body = canonical_json({"kind": "name", "campaign": "elsewhere"})
    assert booth.call("POST", "/device/handoffs", body).status_code == 404
    assert site.call("POST", "/device/handoffs", body).status_code == 401
    assert booth.call("POST", "/device/handoffs", canonical_json({"kind": "all"})).status_code == 422


def test_the_address_shown_is_the_one_telephones_reach(site: Site, booth: BoothCalls) -> None:
    assert opened(booth, "name")["url"].startswith("http://127.0.0.1/h/")
    settings = replace(site.central.settings, public_url="https://photo.example.edu/")
    object.__setattr__(site.central, "settings", settings)
    assert opened(booth, "name")["url"].startswith("https://photo.example.edu/h/")
    for wrong in ("photo.example.edu", "https://", "javascript:alert(1)"):
        with pytest.raises(ValidationError):
            TypeAdapter(CentralSettings).validate_python(asdict(replace(settings, public_url=wrong)))


def test_only_a_few_pictures_are_read_at_a_time(
    site: Site, booth: BoothCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handoff_forms, "READER_WAIT_S", 0.05)
    url = opened(booth, "code")["url"]
    turns = site.client.app.state.code_pictures._turns  # type: ignore[attr-defined]
    for _ in range(handoff_forms.READERS):
        turns.acquire()
    busy = upload(site, url, png("0123456789abcdef"))
    assert busy.status_code == 422 and WORDS["zh"]["busy"] in busy.text
    turns.release(handoff_forms.READERS)
    assert upload(site, url, png("0123456789abcdef")).status_code == 200


def test_the_language_is_the_phones_unless_its_switch_was_used() -> None:
    assert chosen_language(None, "fr-FR, en-US;q=0.8, zh;q=0.5", "zh") == "en"
    assert chosen_language("zh", "en", "en") == "zh"
    assert chosen_language("<b>", "zh-Hant-TW", "en") == "zh"
    assert chosen_language(None, "", "en") == "en"
    assert (
        WORDS["zh"].keys() == WORDS["en"].keys() >= {f"code-{kind}" for kind in CodeKind} - {"code-capture"}
    )


def test_no_word_is_lost_when_both_languages_are_asked(site: Site, booth: BoothCalls) -> None:
    for kind in ("code", "name", "contact"):
        handoff = opened(booth, kind)
        for language in ("zh", "en"):
            page = site.client.get(f"{handoff['url']}?lang={language}").text
            assert WORDS[language][f"title-{kind}"] in page  # type: ignore[index]
            assert f'lang="{"en" if language == "zh" else "zh"}"' in page
