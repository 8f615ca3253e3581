"""Nobody gets out of the booth: no page offers a way, no key or menu works, only staff close the window."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QInputMethodEvent,
    QShortcut,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from kiosk.paths import project_root
from kiosk.session.state import Step
from tests.ui.conftest import Gallery, Mount
from tests.ui.fingers import press
from ui.exhibit import Exhibit
from ui.gallery import PLAIN, settle
from ui.qt_messages import told
from ui.shell import Shell
from ui.still_booth import StillBooth

EDITS = (QLineEdit, QTextEdit, QPlainTextEdit, QComboBox)
"""Widgets with menus of their own, undo, selection, completers and the clipboard: no page has any."""

KEYS = (
    (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Tab, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Space, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_Space, Qt.KeyboardModifier.MetaModifier),
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    *((key, Qt.KeyboardModifier.NoModifier) for key in (Qt.Key.Key_F1, Qt.Key.Key_F11, Qt.Key.Key_Print)),
)


def test_no_widget_of_any_page_offers_a_way_out(exhibits: dict[str, Exhibit], gallery: Gallery) -> None:
    faults = []
    for name, shell in gallery(exhibits, (1920, 1080), PLAIN):
        for widget in (shell, *shell.findChildren(QWidget)):
            faults += [f"{name}: {type(widget).__name__} {fault}" for fault in ways_out(widget)]
        faults += [f"{name}: {type(found).__name__}" for found in shell.findChildren(QShortcut)]
        faults += [f"{name}: an action" for _ in shell.findChildren(QAction)]
    assert faults == []
    assert len(exhibits) > 30


def ways_out(widget: QWidget) -> list[str]:
    found = []
    if widget.acceptDrops():
        found.append("takes what is dropped on it")
    if widget.contextMenuPolicy() not in (
        Qt.ContextMenuPolicy.DefaultContextMenu,
        Qt.ContextMenuPolicy.NoContextMenu,
    ):
        found.append("has a context menu")
    if widget.actions():
        found.append("has actions")
    if widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
        found.append("takes an input method")
    if isinstance(widget, (*EDITS, QDialog, QMenu)) or widget.inherits("QWebEngineView"):
        found.append("is not for a booth")
    if isinstance(widget, QLabel):
        if widget.openExternalLinks():
            found.append("opens links")
        if widget.text() and widget.textFormat() is not Qt.TextFormat.PlainText:
            found.append("shows rich text")
        if widget.textInteractionFlags() & ~Qt.TextInteractionFlag.LinksAccessibleByMouse:
            found.append("lets text be selected")
    return found


def test_the_finder_of_ways_out_finds_them(app: QApplication) -> None:
    label = QLabel("<a href='https://example.org'>x</a>")
    label.setOpenExternalLinks(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    dropped, edit = QWidget(), QLineEdit()
    dropped.setAcceptDrops(True)
    assert ways_out(label) == ["opens links", "shows rich text", "lets text be selected"]
    assert ways_out(dropped) == ["takes what is dropped on it"]
    assert "is not for a booth" in ways_out(edit)
    for widget in (label, dropped, edit):
        widget.deleteLater()
    settle()


def test_no_source_of_the_screen_opens_anything() -> None:
    """Whatever a code, a phone or a stick says is a text; nothing in the screen's code could follow it."""
    wanted = {
        "QDesktopServices", "QFileDialog", "QWebEngineView", "QProcess", "QTextBrowser", "QCompleter",
        "QMenu", "QInputDialog", "QMessageBox", "QClipboard", "webbrowser", "subprocess", "startfile",
        "openUrl", "setOpenExternalLinks", "clipboard", "popen",
    }  # fmt: skip
    found = []
    for path in sorted((project_root() / "ui").rglob("*.py")):
        if path.stem.startswith("bench_"):  # commands of a desk, which start the kiosk from outside
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = {
                ast.Name: lambda n: [n.id],
                ast.Attribute: lambda n: [n.attr],
                ast.alias: lambda n: [n.name.rpartition(".")[2]],
            }.get(type(node), lambda n: [])(node)
            found += [f"{path.name}: {name}" for name in names if name in wanted]
    assert found == []


def noting(clicked: list[str], name: str) -> Callable[..., None]:
    return lambda *_: clicked.append(name)


@pytest.mark.parametrize("page", ["attract", "confirm", "consent", "review", "operator"])
def test_keys_menus_and_other_buttons_do_nothing(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, page: str
) -> None:
    shell = show(exhibits[page])
    booth.clock.advance(10)
    buttons = [b for b in shell.findChildren(QAbstractButton) if b.isVisible()]
    clicked: list[str] = []
    for button in buttons:
        button.clicked.connect(noting(clicked, button.objectName()))
    for target in (shell, buttons[-1]):
        for key, modifier in KEYS:
            QTest.keyClick(target, key, modifier)
        for other in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            QTest.mouseClick(target, other)
        QApplication.sendEvent(
            target, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
        )
        QApplication.sendEvent(target, QInputMethodEvent("拼", []))
    settle()
    assert clicked == []
    assert shell.isVisible()
    assert shell.page_key == exhibits[page].state.step
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()] == []
    assert QApplication.clipboard().text() == ""


def test_what_is_dropped_on_the_window_is_not_taken(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["attract"])
    shell.setAcceptDrops(True)  # even if a widget wanted it
    mime = QMimeData()
    mime.setUrls([QUrl("file:///etc/passwd")])
    entered = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered.ignore()
    seen: list[object] = []
    shell.dragEnterEvent = lambda event: seen.append(event)  # type: ignore[method-assign]
    shell.dropEvent = lambda event: seen.append(event)  # type: ignore[method-assign]
    QApplication.sendEvent(shell, entered)
    QApplication.sendEvent(
        shell,
        QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    assert seen == []
    assert not entered.isAccepted()


def close_asked(shell: Shell) -> bool:
    """Ask the window to close as the window system does; return whether it is still there."""
    event = QCloseEvent()
    QApplication.sendEvent(shell, event)
    shell.windowHandle().close()
    settle()
    return shell.isVisible() and not event.isAccepted()


def test_only_staff_close_a_locked_window(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["attract"])
    shell.lock()
    shell.showFullScreen()
    settle()
    assert close_asked(shell)
    assert shell.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert shell.windowFlags() & Qt.WindowType.FramelessWindowHint
    shell.showMinimized()
    settle()
    assert shell.isFullScreen()
    booth.state = replace(exhibits["operator-pin"].state, notice=None)
    shell.refresh()
    shell._close_program()
    assert shell.isVisible(), "the PIN comes first"
    booth.state = exhibits["operator"].state
    assert booth.state.step is Step.OPERATOR
    shell.refresh()
    settle()
    press(shell, "end-day")
    booth.pump()
    shell.refresh()
    settle()
    assert (shell.page_key, booth.state.unlocked) == (Step.CLOSING, True)
    press(shell, "close")
    settle()
    assert not shell.isVisible()


def test_a_window_on_a_desk_closes_as_windows_do(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["attract"])
    assert not close_asked(shell)


def test_what_qt_quotes_is_left_out(tmp_path: Path) -> None:
    message = f'QImageReader: "{tmp_path}/张三.jpg" of 李四 at /media/stick/Name.png: unsupported'
    assert told(message) == "QImageReader: … of … at … unsupported"
