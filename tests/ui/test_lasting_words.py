"""Texts that everybody is shown: measured once, and as high as Qt says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from ui.widgets import lasting_words
from ui.widgets.lasting_words import LastingWords
from ui.widgets.words import Words

TEXT = "拍摄的照片只用于毕业证书。 The photo is for the diploma only, and is deleted after a year."
SHEET = "QLabel[role='body'] { font-size: 28px; } QLabel[role='small'] { font-size: 17px; }"


def label_of(kind: type[QLabel], text: str, role: str) -> QLabel:
    made = kind()
    made.setProperty("role", role)
    made.setStyleSheet(SHEET)
    made.setWordWrap(True)
    made.setText(text)
    made.ensurePolished()
    return made


@pytest.fixture
def nothing_measured(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting_words, "_heights", {})
    monkeypatch.setattr(lasting_words, "_sizes", {})


@pytest.mark.usefixtures("nothing_measured")
@pytest.mark.parametrize("role", ["body", "small"])
@pytest.mark.parametrize("text", ["", "同意", TEXT])
def test_it_is_as_large_as_words_that_are_measured_each_time(role: str, text: str) -> None:
    ours, usual = label_of(LastingWords, text, role), label_of(Words, text, role)
    for _ in range(2):
        assert ours.sizeHint() == usual.sizeHint()
        for width in (90, 300, 1200):
            assert ours.heightForWidth(width) == usual.heightForWidth(width)


@pytest.mark.usefixtures("nothing_measured")
def test_the_same_text_is_measured_once() -> None:
    label_of(LastingWords, TEXT, "body").heightForWidth(300)
    measured = dict(lasting_words._heights)
    label_of(LastingWords, TEXT, "body").heightForWidth(300)
    assert lasting_words._heights == measured and len(measured) == 1
    label_of(LastingWords, TEXT, "small").heightForWidth(300)
    assert len(lasting_words._heights) == 2


@pytest.mark.usefixtures("nothing_measured")
def test_no_more_is_remembered_than_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting_words, "REMEMBERED", 3)
    made = label_of(LastingWords, TEXT, "body")
    for width in range(100, 110):
        made.heightForWidth(width)
    assert 0 < len(lasting_words._heights) <= 3


@pytest.mark.usefixtures("nothing_measured")
def test_a_size_given_away_is_not_the_one_that_is_kept() -> None:
    made = label_of(LastingWords, TEXT, "body")
    made.sizeHint().setWidth(1)
    assert made.sizeHint() == label_of(Words, TEXT, "body").sizeHint()
