"""A label of several lines: no word is parted that reads wrong in two, none stands alone in the last line."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLabel

JOINER, FIRM_SPACE = "\u2060", "\u00a0"
_HAN, _MARK = r"[\u3400-\u9fff]", r"[^\w\s]"
_WHOLE = (
    "证件照片", "证件照", "照片", "采集码", "采集站", "学校", "文件", "检查", "工作人员", "管理员",
    "分钟", "墙上", "判断", "信息", "服务器", "摄像头", "身份", "手机", "服务台", "微信", "网络",
    "邮箱", "号码", "一张", "提交", "确认", "空间",
)  # fmt: skip
"""Words of these pages that are short enough to stay in one line wherever they stand."""
_PARTED = re.compile("|".join(sorted(_WHOLE, key=len, reverse=True)))
_COUNTED = re.compile(rf"(\d) (?={_HAN})")
_TWO = re.compile(rf"({_HAN})({_HAN}{_MARK}*)$", re.MULTILINE)
_ALONE = re.compile(rf"(\w) ({_HAN}{_MARK}*)$", re.MULTILINE)
_SHORT = re.compile(rf"(?<!\S)(?=.{{3,12}}$)(\w+) ([a-z]+{_MARK}*)$", re.MULTILINE)


def held_together(text: str) -> str:
    """Return ``text`` with nothing to break at before the last Chinese character of each paragraph.

    Qt breaks between any two, and one alone in a line reads like a slip; so does the last of two short words.
    Nor is a number parted from what it counts, or one of a few words from its other half.
    """
    text = _PARTED.sub(lambda word: JOINER.join(word.group()), text)
    text = _COUNTED.sub(rf"\1{FIRM_SPACE}", text)
    text = _TWO.sub(rf"\1{JOINER}\2", text)
    for pair in (_ALONE, _SHORT):
        text = pair.sub(rf"\1{FIRM_SPACE}\2", text)
    return text


class Words(QLabel):
    """Shows :func:`held_together` of what it is told."""

    _told = ""

    def setText(self, text: str) -> None:
        self._told = text
        super().setText(held_together(text))

    def text(self) -> str:
        """Return what it was told."""
        return self._told
