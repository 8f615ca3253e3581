"""Chinese texts of several lines: no character is left alone in the last, and nobody else hears of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QLabel

from ui.app import chinese_font
from ui.widgets.words import FIRM_SPACE, JOINER, Words, held_together

TEXTS = (
    "已阅读并同意用户协议",
    "请联系学校教务处（学籍管理）",
    "示例省示例市样板区试验路 100 号示例大学学生公寓 3 号楼 502 室",
    "没有读到。\n请把手机稍微倾斜。",
    "Glare – tilt the phone a little",
    "I have read and agree to how my personal data are handled",
)


def lines(label: QLabel, room_px: int) -> list[str]:
    """Return the lines that Qt breaks a label's shown text into."""
    found = []
    for paragraph in QLabel.text(label).split("\n"):
        layout, option = QTextLayout(paragraph, label.font()), QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room_px)
            found.append(paragraph[line.textStart() : line.textStart() + line.textLength()])
        layout.endLayout()
    return found


def is_alone(line: str) -> bool:
    """Return whether there is but one Chinese character in a line, or but one word."""
    if FIRM_SPACE in line:
        return False
    if not line.isascii():
        return sum(character.isalnum() for character in line) == 1
    return " " not in line.strip()


@pytest.mark.parametrize("text", TEXTS)
def test_no_character_is_left_alone(app: QApplication, text: str) -> None:
    label, plain = Words(), QLabel(text)
    for each in (label, plain):
        each.setStyleSheet(f"font-family: '{chinese_font()}'; font-size: 30px")
        each.ensurePolished()
    label.setText(text)
    alone = 0
    for room_px in range(170, 900, 7):
        shown, usual = lines(label, room_px), lines(plain, room_px)
        assert len(shown) == len(usual), room_px
        assert len(shown) == 1 or not is_alone(shown[-1]), room_px
        alone += is_alone(usual[-1])
    assert alone, "it is what Qt would do"


def test_a_label_says_what_it_was_told(app: QApplication) -> None:
    for text in (*TEXTS, ""):
        label = Words()
        label.setText(text)
        assert label.text() == text
        shown = QLabel.text(label)
        assert shown.replace(JOINER, "").replace(FIRM_SPACE, " ") == text
    assert held_together("好") == "好"


def test_no_word_is_parted_nor_a_number_from_what_it_counts(app: QApplication) -> None:
    label = Words()
    label.setStyleSheet(f"font-family: '{chinese_font()}'; font-size: 30px")
    label.ensurePolished()
    label.setText("同意采集和使用我的证件照片，由学校核对，最早已等 95 分钟，请工作人员检查后再提交")
    for room_px in range(170, 900, 7):
        shown = [line.replace(JOINER, "") for line in lines(label, room_px)]
        for whole in ("证件照片", "学校", f"95{FIRM_SPACE}分钟", "工作人员", "检查", "提交"):
            assert any(whole in line for line in shown), (room_px, whole, shown)
