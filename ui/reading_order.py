"""The order in which a keyboard or a switch goes through what can be operated: as it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QWidget

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


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
        yield from _inside(layout, widget.findChildren(QWidget, options=DIRECT))


def _inside(layout: QLayout, among: list[QWidget]) -> Iterator[QWidget]:
    """Go through a layout of some of the widgets ``among``, all of one parent.

    Never by ``itemAt``: what PySide makes of an item outlives it, and the process dies in a later page's
    layout.
    """
    inner: list[QLayout] = layout.findChildren(QLayout, options=DIRECT)
    widgets = [(_place(layout, layout.indexOf(each)), each, None) for each in among]
    layouts = [(_place(layout, layout.indexOf(each)), None, each) for each in inner]
    here = [(at, widget, inside) for at, widget, inside in (*widgets, *layouts) if at is not None]
    for _, widget, inside in sorted(here, key=lambda each: each[0]):
        if widget is not None:
            yield from _below(widget)
        elif inside is not None:
            yield from _inside(inside, among)


def _place(layout: QLayout, index: int) -> tuple[int, int] | None:
    """Return where an item of a layout comes in its order; None when it is not in it."""
    if index < 0:
        return None
    if isinstance(layout, QGridLayout):
        return cast(tuple[int, int, int, int], layout.getItemPosition(index))[:2]
    return (index, 0)
