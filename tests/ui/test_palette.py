"""Colours that everybody can read: WCAG 2.2, 4.5 : 1 for texts and 7 : 1 in strong colours."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.palette import CONTRAST, LIGHT, Palette, contrast, on
from ui.widgets.parts import icon


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1.0


@pytest.mark.parametrize(("palette", "least"), [(LIGHT, 4.5), (CONTRAST, 7.0)], ids=["light", "contrast"])
def test_every_text_on_every_ground(palette: Palette, least: float) -> None:
    for ground in (palette.page, palette.surface, palette.sunken):
        for ink in (palette.ink, palette.ink_soft, palette.ink_faint):
            assert contrast(ink, ground) >= least, (ink, ground)
    assert contrast(palette.primary, palette.surface) >= least
    assert contrast(palette.on_primary, palette.primary) >= least
    assert contrast(palette.on_primary, palette.primary_down) >= least
    assert contrast(palette.surface, palette.warn_ink) >= least
    for tone in ("good", "warn", "bad", "plain"):
        ground, ink = palette.notice(tone)
        assert contrast(ink, ground) >= least, tone
        assert contrast(ink, palette.surface) >= least, tone


@pytest.mark.parametrize("palette", [LIGHT, CONTRAST], ids=["light", "contrast"])
def test_marks_stand_out(palette: Palette) -> None:
    """What is no text needs 3 : 1 (1.4.11); a warning's orange has it by its shape's dark edge only."""
    for mark in (palette.good, palette.bad, palette.primary):
        assert contrast(mark, palette.surface) >= 3.0
        assert contrast(mark, on(mark)) >= 3.0


def test_a_tick_stands_out_from_its_own_ground(app: QApplication) -> None:
    """Of a light ground it is cut out in black, where white would be lost."""
    for ground, tick in ((LIGHT.good, "#ffffff"), (CONTRAST.good, "#000000"), (CONTRAST.good_ink, "#000000")):
        picture = icon("tick-round", 96, ground).toImage()
        assert tick in {picture.pixelColor(x, 60).name() for x in range(96)}


def test_a_white_icon_is_white(app: QApplication) -> None:
    picture = icon("dot", 96, CONTRAST.ink).toImage()
    assert picture.pixelColor(48, 48).name() == "#ffffff"
