"""The operator's card: one page, its font inside, its buttons named as on the screen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from ui.app import chinese_font
from ui.operator_card import SIZES_PT, load_card, write_card
from ui.texts import Language, load_texts


def test_the_card_is_one_page_with_its_font_inside(app: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "card.pdf"
    point = write_card(load_card(), chinese_font(), path)
    assert point > SIZES_PT[0]
    data = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    named = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\S+)", data))
    assert named
    assert len(re.findall(rb"/FontFile[23]?\b", data)) == len(named)
    family = chinese_font().replace(" ", "").lower().encode()
    assert all(name.lower().startswith(family) for name in named)


def test_a_card_that_is_too_long_is_refused(app: QApplication, tmp_path: Path) -> None:
    card = load_card()
    path = tmp_path / "card.pdf"
    with pytest.raises(KioskError, match="does not fit"):
        write_card(replace(card, parts=card.parts * 3), chinese_font(), path)
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_told(app: QApplication, tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="cannot be written"):
        write_card(load_card(), chinese_font(), tmp_path / "absent" / "card.pdf")


def test_what_the_card_quotes_is_on_the_screen() -> None:
    card, texts = load_card(), load_texts(Language.ZH)
    for language, quoted in ((Language.ZH, r"“([^”]+)”"), (Language.EN, r"'([A-Z][^']+)'")):
        shown = [re.sub(r"[{：:].*", "", text).strip() for text in texts.sentences[language].values()]
        told = " ".join(
            getattr(part, str(language))
            for one in card.parts
            for line in one.lines
            for part in (line, line.when)
            if part
        )
        names = re.findall(quoted, told)
        assert len(names) >= 6
        assert [name for name in names if name not in shown] == []
