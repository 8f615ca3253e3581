"""A roster import's findings in words, Chinese and English."""

from __future__ import annotations

from kiosk.central.roster_columns import NAMES, Column
from kiosk.central.roster_reading import Place
from kiosk.central.roster_report import Change
from kiosk.central.roster_row import Wrong

WRONG = {
    Wrong.MISSING: ("没有采集码", "there is no capture code"),
    Wrong.NO_CODE: ("不是采集码", "this is no capture code"),
    Wrong.NUMBER: (
        "采集码被存成了数字，末位已丢失：请把该列设为文本后重新填写",
        "stored as a number, its last digits are lost: make the column text and fill it in again",
    ),
    Wrong.DIGITS_LOST: (
        "号码被存成了数字，超过 15 位的部分已丢失：请把该列设为文本后重新填写",
        "stored as a number, digits beyond 15 are lost: make the column text and fill it in again",
    ),
    Wrong.ZEROS_LOST: (
        "被存成了数字，开头的 0 已丢失：请把该列设为文本后重新填写",
        "stored as a number, leading zeros are lost: make the column text and fill it in again",
    ),
    Wrong.NOT_TEXT: ("是日期或逻辑值，不是文字", "a date or a truth value, not text"),
    Wrong.SHAPE: ("格式不对", "not in the form it should have"),
    Wrong.TOO_LONG: ("超过 100 个字", "longer than 100 characters"),
    Wrong.ID_NUMBER: ("含有身份证号码：不得导入", "holds an ID number, which must not be imported"),
    Wrong.OTHER_SCHOOL: ("是其他学校的采集码", "another school's capture code"),
    Wrong.REPEATED: ("与另一行的采集码相同", "the same capture code as another row"),
}

SHAPES = {
    Column.NAME: ("应是姓名，不能有数字", "a name has no digits"),
    Column.STUDENT_NUMBER: (
        "应是 4 到 32 位的数字、字母或连字符",
        "a student number has 4 to 32 digits, letters or hyphens",
    ),
    Column.LAST4: (
        "末四位应是数字、X 或如 2(3)",
        "the last four are digits, X, or like 2(3)",
    ),
}
"""What a cell of a column should look like, where more can be said than that it does not."""

CHANGES = {
    Change.ADDED: ("新增", "added"),
    Change.CHANGED: ("修改", "changed"),
    Change.REMOVED: ("移除", "removed"),
}


def what_is_wrong(place: Place) -> tuple[str, str]:
    """Return what is wrong with a cell, Chinese and English."""
    if place.wrong is Wrong.SHAPE:
        return SHAPES.get(place.column, WRONG[Wrong.SHAPE])
    return WRONG[place.wrong]


def column_name(column: Column) -> str:
    """Return a column's Chinese name."""
    return NAMES[column][0]
