"""What a booth's window does not take: keys, menus, dropped files, other buttons than a finger."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent

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
"""Nothing on any page needs them: all typing is done on the kiosk's own pads. Keys that the window system
takes itself (Alt+Tab, the system's own menu) never come here; the session around must not have them."""

_MOUSE = frozenset({_Type.MouseButtonPress, _Type.MouseButtonRelease, _Type.MouseButtonDblClick})


class Lockdown(QObject):
    """Drops these events for the whole program, whichever widget they are for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if application is None:
            raise RuntimeError("a window needs a QApplication")
        self._application = application
        application.installEventFilter(self)

    def stop(self) -> None:
        """Let everything through again; before the window goes."""
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in DROPPED:
            return True
        return (
            kind in _MOUSE and isinstance(event, QMouseEvent) and event.button() != Qt.MouseButton.LeftButton
        )
