"""What a booth's window does not take: keys, menus, dropped files, other buttons than a finger."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

_Type = QEvent.Type

DROPPED = frozenset(
    {
        _Type.KeyPress,
        _Type.KeyRelease,
        _Type.Shortcut,
        _Type.ShortcutOverride,
        _Type.InputMethod,
        _Type.ContextMenu,
        _Type.DragEnter,
        _Type.DragMove,
        _Type.Drop,
        _Type.NativeGesture,
        _Type.WhatsThis,
    }
)
"""Nothing on any page needs them, but for :data:`OPERATING`: all typing is done on the kiosk's own pads. Keys
that the window system takes itself (Alt+Tab, its own menu) never come here; the session around must not have
them."""

OPERATING = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space})
"""Let through without Ctrl, Alt or Meta: to the next control, back, press. A keypad or a switch beside the
screen sends these for who cannot use it by touch, and they do what a finger may do and nothing else."""

STAFF = "staff"
"""Property of the staff's own window, and of its handle: it hears :data:`STAFF_KEYS` too."""
_K = Qt.Key
STAFF_KEYS = OPERATING | {
    *(_K.Key_0, _K.Key_1, _K.Key_2, _K.Key_3, _K.Key_4, _K.Key_5, _K.Key_6, _K.Key_7, _K.Key_8, _K.Key_9),
    *(_K.Key_Return, _K.Key_Enter, _K.Key_Backspace, _K.Key_R, _K.Key_N, _K.Key_P, _K.Key_W),
}
"""A PIN, and one letter an action; nothing that a window system or Qt makes something else of."""

_PRESSED = frozenset({_Type.KeyPress, _Type.KeyRelease, _Type.ShortcutOverride})
_MOUSE = frozenset({_Type.MouseButtonPress, _Type.MouseButtonRelease, _Type.MouseButtonDblClick})


class Lockdown(QObject):
    """Drops these events for the whole program, whichever widget they are for: a filter for
    :class:`ui.ears.Ears`.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in DROPPED:
            keys = STAFF_KEYS if _is_staffs(watched) else OPERATING
            return not (kind in _PRESSED and isinstance(event, QKeyEvent) and _operates(event, keys))
        return (
            kind in _MOUSE and isinstance(event, QMouseEvent) and event.button() != Qt.MouseButton.LeftButton
        )


def _operates(event: QKeyEvent, keys: frozenset[Qt.Key]) -> bool:
    others = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in keys and others == Qt.KeyboardModifier.NoModifier


def _is_staffs(watched: QObject) -> bool:
    window = watched.window() if isinstance(watched, QWidget) else watched
    return bool(window.property(STAFF))
