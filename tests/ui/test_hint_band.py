"""The one sentence: read from 1.5 m whatever it is, and nothing below it moves."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from kiosk.look import Look
from ui.app import chinese_font
from ui.gallery import SIZES
from ui.pages.mirror import SIDE_WIDTH
from ui.texts import Language, Texts, load_texts
from ui.theme import Theme
from ui.widgets.hint_band import HintBand, balanced, font_of, role_for

LEAST_MM = 8.0


def band_of(theme: Theme) -> tuple[HintBand, int, int]:
    """Return a band as the mirror's pages make it, its width in px and its lines."""
    wide = theme.width_px - 2 * theme.margin_px
    width, lines = (wide, 1) if theme.portrait else (theme.px(SIDE_WIDTH), 2)
    return HintBand(theme, width, lines), width, lines


def sentences(texts: Texts) -> list[str]:
    return [words for hints in texts.hints.values() for both in hints.values() for words in both]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", [*SIZES, (3840, 2160)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_hint_is_read_from_afar_and_has_room(
    app: QApplication, size: tuple[int, int], large: bool
) -> None:
    """8 mm is what ISO 9241-303's 18 minutes of arc come to at 1.5 m; capitals and characters have it."""
    theme = Theme(*size, chinese_font(), Look(large=large))
    band, width, lines = band_of(theme)
    height, room = band.height(), width - 2 * theme.px(24)
    for words in sentences(load_texts(Language.ZH)):
        metrics = QFontMetrics(font_of(theme, role_for(theme, words, room, lines)))
        assert metrics.capHeight() / theme.px_per_mm >= LEAST_MM, words
        assert metrics.tightBoundingRect("中").height() / theme.px_per_mm >= LEAST_MM
        wrapped = metrics.boundingRect(0, 0, room, 10_000, 0x1000, words)
        other = QFontMetrics(font_of(theme, "lead")).lineSpacing()
        assert wrapped.height() + other <= height, words
        assert wrapped.width() <= room, words


def test_the_band_is_as_high_whatever_is_said(app: QApplication) -> None:
    band, _, _ = band_of(Theme(1080, 1920, chinese_font()))
    heights = set()
    for words in sentences(load_texts(Language.EN)):
        band.tell(words, "x", "warn")
        heights.add((band.minimumHeight(), band.maximumHeight()))
    assert len(heights) == 1


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_word_or_character_is_left_alone(app: QApplication, size: tuple[int, int], large: bool) -> None:
    """Chinese stays in one line; of two English ones neither is much longer than it must be."""
    theme = Theme(*size, chinese_font(), Look(large=large))
    _, width, lines = band_of(theme)
    room = width - 2 * theme.px(24)
    for words in sentences(load_texts(Language.ZH)):
        metrics = QFontMetrics(font_of(theme, role_for(theme, words, room, lines)))
        said = balanced(words, metrics, room).split("\n")
        assert " ".join(said) == words
        assert len(said) <= (lines if words.isascii() else 1), said
        widths = [metrics.horizontalAdvance(line) for line in said]
        assert max(widths) <= room, said
        assert min(widths) >= 0.3 * max(widths), said


def test_large_texts_are_never_smaller_than_the_usual_ones(app: QApplication) -> None:
    for size in SIZES:
        usual, large = (Theme(*size, chinese_font(), Look(large=each)) for each in (False, True))
        _, width, lines = band_of(usual)
        room = width - 2 * usual.px(24)
        for words in sentences(load_texts(Language.ZH)):
            sizes = [font_of(each, role_for(each, words, room, lines)).pixelSize() for each in (usual, large)]
            assert sizes[0] <= sizes[1], words


def test_a_sentence_is_broken_after_its_pause(app: QApplication) -> None:
    metrics = QFontMetrics(font_of(Theme(1920, 1080, chinese_font()), "hint"))
    room = metrics.horizontalAdvance("Colours are off: ask")
    assert balanced("Colours are off: ask staff", metrics, room) == "Colours are off:\nask staff"
    assert balanced("Move your head, please do", metrics, room) == "Move your head,\nplease do"
    assert balanced("Look up", metrics, room) == "Look up"
    assert balanced("不能断开的很长很长很长的句子", metrics, room) == "不能断开的很长很长很长的句子"
