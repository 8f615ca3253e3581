"""A student's phone: the booth's page in a real browser, by touch, in both languages, without scripts."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import segno

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.rules import Asked, ContactRules
from kiosk.central.campaigns import put_campaign
from kiosk.central.central import Central, open_central
from kiosk.central.handoff_words import WORDS
from kiosk.central.handoffs import look, open_handoff
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.clock import SystemClock
from tests.browser.chromium import Chromium, find_chromium

TOUCH_PX = 44
"""Smallest side of what a finger has to meet (WCAG 2.5.5)."""
WIDTH_PX = 360
BOOTH = "booth"


@dataclass(frozen=True)
class Phone:
    """A telephone's browser, and the server it reaches."""

    browser: Chromium
    central: Central
    url: str

    def open(self, kind: str, language: str) -> str:
        """Scan a booth's QR; returns the page's id."""
        page = open_handoff(self.central, BOOTH, kind, "example", "zh")
        self.browser.open(f"{self.url}/h/{page.token}?lang={language}")
        return page.id

    def send(self) -> None:
        self.browser.look("document.body.dataset.old = 1")
        self.browser.tap("button")
        self.browser.wait_for("document.readyState === 'complete' && !document.body.dataset.old")

    def write(self, name: str, text: str) -> None:
        self.browser.look(f"document.querySelector('[name={name}]').select()")
        self.browser.type(text)

    def choose(self, picture: bytes) -> None:
        """Choose a picture, as the phone's own dialogue does."""
        data = base64.b64encode(picture).decode("ascii")
        self.browser.look(
            "(() => { const all = new DataTransfer();"
            f"all.items.add(new File([Uint8Array.from(atob('{data}'), c => c.charCodeAt(0))], 'code.png'));"
            "document.querySelector('[name=picture]').files = all.files })()"
        )

    def fields(self, id_: str) -> dict[str, str] | None:
        found = look(self.central, BOOTH, id_)
        assert found is not None
        return found.fields

    def text(self) -> str:
        return str(self.browser.look("document.body.innerText"))


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed: the phone's pages were not tested in a browser")
    data, profile = tmp_path_factory.mktemp("server"), tmp_path_factory.mktemp("profile")
    with CentralProcess.start(data) as server, Chromium(program, profile) as browser:
        central = open_central(data, load_central_settings(), SystemClock())
        asks = ContactRules(phone=Asked.REQUIRED, email=Asked.OPTIONAL, delivery=Asked.OPTIONAL)
        with central.session() as db, db.begin():
            put_campaign(db, replace(load_campaign("example"), contact=asks), central.timestamp())
        browser.resize(WIDTH_PX, 740, phone=True)
        yield Phone(browser, central, server.url)
        central.close()
        # The browser tells of every page that says something is wrong; nothing else may have gone wrong.
        assert [c for c in browser.complaints if "status of 422" not in c and "status of 404" not in c] == []


def qr(text: str) -> bytes:
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=4, border=4)
    return picture.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_phone_and_a_finger(phone: Phone, language: str) -> None:
    for kind in ("code", "name", "contact"):
        phone.open(kind, language)
        assert WORDS[language][f"title-{kind}"] in phone.text()  # type: ignore[index]
        assert phone.browser.look("document.documentElement.scrollWidth") <= WIDTH_PX
        small = phone.browser.look(
            "[...document.querySelectorAll('a, button, textarea, label.choice, input:not([type=radio])')]"
            f".filter(e => e.offsetParent && e.getBoundingClientRect().height < {TOUCH_PX})"
            ".map(e => e.outerHTML)"
        )
        assert small == []


def test_the_saved_picture_of_a_code_is_sent_after_a_wrong_one(phone: Phone) -> None:
    page = phone.open("code", "zh")
    phone.choose(qr("https://example.com/menu"))
    phone.send()
    assert WORDS["zh"]["code-link"] in phone.text()
    phone.choose(qr("0123456789abcdef"))
    phone.send()
    assert WORDS["zh"]["done"] in phone.text()
    assert phone.fields(page) == {"code": "0123456789abcdef"}


def test_an_address_is_asked_for_only_when_prints_are_posted(phone: Phone) -> None:
    page = phone.open("contact", "en")
    shown = "document.querySelector('[name=address]').offsetParent !== null"
    assert phone.browser.look(shown) is False
    phone.browser.tap("[value=address]")
    phone.browser.wait_for(shown)
    phone.write("phone", "12")
    phone.send()
    for fault in ("contact-phone-wrong", "contact-address-wrong"):
        assert WORDS["en"][fault] in phone.text()
    phone.write("phone", "13800000000")
    phone.write("address", "某省某市某路 1 号")
    phone.write("addressee", "测试")
    phone.send()
    assert WORDS["en"]["done"] in phone.text()
    told = {"phone": "13800000000", "delivery": "某省某市某路 1 号", "addressee": "测试"}
    assert phone.fields(page) == told


def test_the_language_is_switched_by_touch_and_a_used_page_is_gone(phone: Phone) -> None:
    page = phone.open("name", "zh")
    phone.browser.tap("header a")
    phone.browser.wait_for("document.documentElement.lang === 'en'")
    phone.write("name", "测试甲")
    phone.send()
    assert phone.fields(page) == {"name": "测试甲"}
    phone.browser.look("location.reload()")
    phone.browser.open(str(phone.browser.look("location.href")))
    assert WORDS["en"]["gone-title"] in phone.text()
