"""What is wrong with a page as it stands on the screen: clipped, hidden, too small, too pale, unnamed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QScrollArea, QWidget

from ui.desk_window import DeskWindow
from ui.palette import contrast
from ui.reading_order import controls
from ui.shell import Shell
from ui.widgets.fade import Fade
from ui.widgets.field import Field

Window = Shell | DeskWindow

SLACK_PX = 2
MIN_TARGET_PX = 44
"""Least side of a target (WCAG 2.2, 2.5.5), however small the screen."""
ELLIPSIS = "…"


def visible(shell: Window, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in shell.findChildren(kind) if widget.isVisible()]


def place(widget: QWidget, shell: Window) -> QRect:
    return QRect(widget.mapTo(shell, QPoint(0, 0)), widget.size())


def over(shell: Window) -> QWidget | None:
    """Return what lies over the page, if anything does."""
    found = (widget for name in ("idle", "look") for widget in shell.findChildren(QWidget, name))
    return next((widget for widget in found if widget.isVisible()), None)


def faults_of(shell: Window) -> list[str]:
    """Return what is clipped, elided, too small, outside the screen or covered."""
    labels = [w for w in visible(shell, QLabel) if isinstance(w, QLabel)]
    buttons = [w for w in visible(shell, QAbstractButton) if isinstance(w, QAbstractButton)]
    faults = [f"clipped text {w.text()!r} in {w.width()}x{w.height()}" for w in labels if _clipped(w)]
    faults += [f"elided text {w.text()!r}" for w in labels if _elided(w)]
    faults += [
        f"clipped button {w.text()!r}: {w.width()} of {w.sizeHint().width()}" for w in buttons if _tight(w)
    ]
    least = max(shell.theme.touch_px, MIN_TARGET_PX)
    for target in targets(shell):
        if min(target.width(), target.height()) < least:
            faults.append(f"{target.objectName()} is {target.width()}x{target.height()}, wants {least}")
    whole = shell.rect()
    for widget in (*labels, *buttons):
        if not _scrolls(widget) and not whole.contains(place(widget, shell)):
            faults.append(f"outside the screen: {widget.objectName() or widget.property('text')}")
        elif not _scrolls(widget) and _cut_off(widget):
            faults.append(f"cut off: {widget.objectName() or widget.property('text')}")
    return faults if over(shell) else faults + _covered([w for w in labels if w.text()] + buttons, shell)


def targets(shell: Window) -> list[QWidget]:
    """Return everything that can be touched, or will be once it is enabled."""
    return [w for w in visible(shell, QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]


def unnamed(shell: Window) -> list[str]:
    """Return the controls that nobody who only hears could tell apart."""
    named = [(w, QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name)) for w in targets(shell)]
    return [f"no name: {w.objectName()}" for w, name in named if not name.strip()]


def misordered(shell: Shell) -> list[str]:
    """Return where the keys go up or back, and what they never reach."""
    root = over(shell) or shell
    order = controls(root)
    faults = [
        f"keys never reach {w.objectName()}"
        for w in targets(shell)
        if w.isEnabled() and root.isAncestorOf(w) and w not in order
    ]
    for first, second in pairwise(w for w in order if shell.page.isAncestorOf(w)):
        a, b = (place(w, shell).intersected(_window_of(w, shell)) for w in (first, second))
        if a.isEmpty() or b.isEmpty():
            continue  # scrolled away: its place says nothing
        up, back = b.bottom() < a.top(), b.right() < a.left()
        if (up and not b.left() > a.right()) or (back and not b.top() > a.bottom()):
            faults.append(f"keys go back from {first.objectName()} to {second.objectName()}")
    return faults


def pale(shell: Window, least: float) -> list[str]:
    """Return the texts whose ink stands out less than ``least`` : 1 from what is painted behind them."""
    picture = shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1) & 0xFFFFFF
    root, faults = over(shell) or shell, []
    for widget in [w for kind in (QLabel, QPushButton) for w in visible(shell, kind)]:
        if not (text := widget.property("text")) or not widget.isEnabled() or not root.isAncestorOf(widget):
            continue
        at = place(widget, shell).intersected(shell.rect())
        at = at.intersected(_window_of(widget, shell))
        line_px = widget.height() if isinstance(widget, QPushButton) else widget.fontMetrics().height()
        if at.height() < min(widget.height(), line_px):
            continue  # scrolled away, or only just coming
        at = at.adjusted(4, 4, -4, -4)
        found, counts = np.unique(
            pixels[at.top() : at.bottom() + 1, at.left() : at.right() + 1], return_counts=True
        )
        if len(found) < 2:
            continue  # scrolled away
        ground = _colour(found[counts.argmax()])
        ratio = max(contrast(ground, _colour(each)) for each in found[counts >= max(3, counts.sum() // 5000)])
        if ratio < least:
            faults.append(f"{text!r} stands out {ratio:.1f} : 1 from {ground}")
    return faults


def _colour(packed: np.uint32) -> str:
    return f"#{int(packed):06X}"


def _window_of(widget: QWidget, shell: Window) -> QRect:
    """Return what of the screen a widget is read on: inside a scroll area all above its fading lower edge."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            window = place(parent.viewport(), shell)
            fading = [place(fade, shell).top() for fade in parent.findChildren(Fade) if fade.isVisible()]
            window.setBottom(min([window.bottom(), *fading]))
            return window
        parent = parent.parentWidget()
    return shell.rect()


def _scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _clipped(label: QLabel) -> bool:
    if not label.text():
        return False
    inside = label.contentsRect()
    if label.wordWrap():
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = label.fontMetrics().boundingRect(QRect(0, 0, inside.width(), 10_000), flags, label.text())
    else:
        needed = label.fontMetrics().boundingRect(label.text())
    return needed.width() > inside.width() + SLACK_PX or needed.height() > inside.height() + SLACK_PX


def _cut_off(widget: QWidget) -> bool:
    """Return whether what a widget stands in is too small to show all of it."""
    holder = widget.parentWidget()
    while holder is not None and not holder.isWindow():
        at = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
        if not holder.rect().contains(at):
            return True
        holder = holder.parentWidget()
    return False


def _elided(label: QLabel) -> bool:
    """Return whether a field leaves something out; of what was typed it may show the end."""
    parent = label.parentWidget()
    return isinstance(parent, Field) and not parent.typed and ELLIPSIS in label.text()


def _tight(button: QAbstractButton) -> bool:
    return bool(button.text()) and button.sizeHint().width() > button.width() + SLACK_PX


def _covered(texts: list[QLabel | QAbstractButton], shell: Window) -> list[str]:
    faults = []
    still = [(w, place(w, shell)) for w in texts if not _scrolls(w)]
    for index, (first, a) in enumerate(still):
        for second, b in still[index + 1 :]:
            shared = a.intersected(b)
            if shared.width() <= SLACK_PX or shared.height() <= SLACK_PX:
                continue
            if not first.isAncestorOf(second) and not second.isAncestorOf(first):
                faults.append(f"{first.property('text')!r} and {second.property('text')!r} overlap")
    return faults
