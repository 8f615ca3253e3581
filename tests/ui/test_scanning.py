"""The pages on which the code comes in, and what a touch on them asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from kiosk.capture_code.hindrance import Hindrance
from kiosk.capture_code.payload import CodeKind
from kiosk.session import effects as fx
from kiosk.session.state import Step
from tests.ui.conftest import Mount
from ui.foreign import breakable, harmless, on_button
from ui.gallery_states import Exhibit
from ui.presenters.express import present_strip
from ui.presenters.stick import NAME_CHARS, shortened, size_of
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language, load_texts
from ui.view import PHONE, STICK, page_of


def touch(shell: Shell, booth: StillBooth, name: str) -> None:
    (button,) = (each for each in shell.findChildren(QPushButton, name) if each.isVisible())
    button.click()
    booth.pump()
    shell.refresh()


@pytest.mark.parametrize("language", list(Language))
def test_every_hindrance_and_every_kind_of_code_has_words(language: Language) -> None:
    texts = load_texts(language)
    assert all(texts.has(f"scan.hindrance_{why}") for why in Hindrance)
    assert all(texts.has(f"notice.code-{kind}") for kind in CodeKind if kind is not CodeKind.CAPTURE)


@pytest.mark.parametrize(("exhibit", "why"), [("scan-glare", "glare"), ("scan-moving", "moving")])
def test_what_hinders_is_said(exhibits: dict[str, Exhibit], show: Mount, exhibit: str, why: str) -> None:
    shell = show(exhibits[exhibit], Language.EN)
    said = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    assert load_texts(Language.EN)(f"scan.hindrance_{why}") in said


def test_a_touch_on_a_picture_has_it_read(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["stick"])
    touch(shell, booth, "picture-1")
    assert fx.ReadCodePicture("picture-1") in booth.effects
    shell = show(exhibits["files"])
    touch(shell, booth, "picture-2")
    assert fx.DevelopFile("picture-2") in booth.effects
    assert booth.state.step is Step.DEVELOPING


def test_the_ways_lead_to_their_pages_and_back(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    for way, page in (("stick", STICK), ("phone", PHONE)):
        shell = show(exhibits["scan"])
        touch(shell, booth, way)
        assert page_of(booth.state) == page
        touch(shell, booth, "back")
        assert page_of(booth.state) == Step.SCAN


def test_names_on_a_stick_are_shown_and_change_nothing(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["stick"])
    rows = [b for b in shell.findChildren(QPushButton) if b.objectName().startswith("picture-")]
    named = next(row for row in rows if "exe" in row.text())
    assert named.text().startswith("a && b \N{REPLACEMENT CHARACTER}gnp.exe.jpg")
    assert named.shortcut().isEmpty()
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText
        for label in shell.page.findChildren(QLabel)
        if label.text()
    )


def test_text_from_outside_is_harmless() -> None:
    assert harmless("a\u202eb\u200fc\x00d\ue000e\u2028f") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    assert harmless("e" + "\u0301" * 40) == "e\u0301\u0301"
    assert harmless("x" * 500, 10) == "x" * 9 + "…"
    assert harmless("张三 \u3000<b>&amp;</b>") == "张三  <b>&amp;</b>"
    assert harmless("\U000e0041" * 10_000, 5) == "\ufffd" * 4 + "…"
    assert on_button("a & b") == "a && b"
    assert breakable("x" * 50).split("\u200b") == ["x" * 24, "x" * 24, "xx"]
    assert len(shortened("n" * 300 + ".jpg")) == NAME_CHARS
    assert shortened("n" * 300 + ".jpg").endswith(".jpg")
    assert (size_of(12), size_of(31_200), size_of(4_830_112)) == ("1 KB", "31 KB", "4.8 MB")


def test_of_an_uploaded_picture_nobody_is_asked_to_hold_it_up(
    exhibits: dict[str, Exhibit], show: Mount
) -> None:
    shell = show(exhibits["phone-wrong"], Language.EN)
    said = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    texts = load_texts(Language.EN)
    assert texts("notice.upload-wrong") in said and texts("notice.code-link") not in said


@pytest.mark.parametrize("places", [1, 2, 3])
def test_who_must_come_back_has_the_first_place_among_the_tickets(
    exhibits: dict[str, Exhibit], show: Mount, places: int
) -> None:
    shell = show(exhibits["express-scan"])
    strip = present_strip(shell.view(), places)
    assert strip is not None and len(strip.chips) == places
    assert "bad" in [chip.tone for chip in strip.chips]


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_who_must_come_back_is_told_on_every_screen(
    exhibits: dict[str, Exhibit], show: Mount, size: tuple[int, int]
) -> None:
    shell = show(exhibits["express-scan"], size=size)
    said = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    wrong = load_texts(Language.ZH).photo.wrong("lips_closed").zh
    assert any(wrong in text for text in said)
