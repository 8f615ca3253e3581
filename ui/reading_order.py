"""The order in which a keyboard or a switch goes through what can be operated: as it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QWidget


def controls(root: QWidget) -> list[QWidget]:
    """Return the controls below ``root`` that can be operated now, in reading order.

    Layouts are followed in the order of their items, so a column is finished before the next one begins;
    a row that changes sides for the left-handed is gone through from its other end.
    """
    return [widget for widget in _below(root) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]


def following(among: list[QWidget], now: QWidget | None, *, forward: bool) -> QWidget | None:
    """Return the control after ``now`` (or before it), round and round; None when there is none."""
    if not among:
        return None
    if now not in among:
        return among[0 if forward else -1]
    return among[(among.index(now) + (1 if forward else -1)) % len(among)]


def go_to(widget: QWidget) -> None:
    """Put the keys on a control, scrolled to where it is seen."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
    widget.setFocus(Qt.FocusReason.TabFocusReason)


def _below(widget: QWidget) -> Iterator[QWidget]:
    if not widget.isVisible() or not widget.isEnabled():
        return
    yield widget
    if isinstance(widget, QScrollArea):
        if (inner := widget.widget()) is not None:
            yield from _below(inner)
    elif (layout := widget.layout()) is not None:
        yield from _inside(layout)


def _inside(layout: QLayout) -> Iterator[QWidget]:
    items = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        items.sort(key=lambda index: _cell(layout, index))
    for index in items:
        item = layout.itemAt(index)
        assert item is not None
        if (widget := item.widget()) is not None:
            yield from _below(widget)
        elif (inner := item.layout()) is not None:
            yield from _inside(inner)


def _cell(grid: QGridLayout, index: int) -> tuple[int, int]:
    place = cast(tuple[int, int, int, int], grid.getItemPosition(index))
    return place[:2]
