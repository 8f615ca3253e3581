"""Starts the screen: Qt's environment, the font, the window; runs until the window is closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

import cv2  # noqa: F401  (its import changes Qt's environment, so it must come before the cleaning)
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from kiosk.paths import fonts_dir
from kiosk.qt_environment import clean_qt_environment
from kiosk.signals import stops_kept
from kiosk.sound.player import find_player
from kiosk.sound.prompts import FOLDER, load_prompts
from kiosk.sound.speaker import Speaker
from ui.booth import Booth
from ui.bridge import Bridge
from ui.desk_window import DeskWindow
from ui.second_screen import SecondScreen
from ui.settling import settled
from ui.shell import Shell
from ui.texts import Language, load_texts
from ui.voice import Voice

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
)
"""Fonts that cover Chinese and Latin, best first."""

WINDOW_SIZE = (1280, 800)
OFFSCREEN_SIZE = (1920, 1080)
"""Without a screen the window is as large as a booth's."""

SIGNAL_POLL_MS = 100

Playing = Callable[[Shell, Booth], object]
"""Starts something that plays the touches; what it returns is kept until the end."""


def application() -> QApplication:
    """Return the one QApplication, made in a cleaned environment.

    Raises
    ------
    KioskError
        ``display-missing`` or ``font-missing``.
    """
    clean_qt_environment()
    existing = QApplication.instance()
    if existing is None and not _display_known(os.environ, sys.platform):
        raise KioskError(
            "display-missing",
            "There is no screen to show the kiosk on.",
            "Start it in a graphical session, or set QT_QPA_PLATFORM=offscreen to rehearse without one.",
        )
    app = existing if isinstance(existing, QApplication) else QApplication(["kiosk"])
    chinese_font()
    return app


def screen_or_offscreen() -> bool:
    """Return whether there is a screen; without one let Qt paint into memory."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if _display_known(os.environ, sys.platform):
        return True
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return False


def _display_known(environ: Mapping[str, str], platform: str) -> bool:
    """Whether Qt can find a screen; without one it would end the process at once, saying little."""
    if platform in ("win32", "darwin"):
        return True
    return any(environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def chinese_font() -> str:
    """Return the best family that can show Chinese: of the system's, else of those that the program brings.

    Raises
    ------
    KioskError
        ``font-missing``, naming the package to install.
    """
    installed = set(QFontDatabase.families())
    if FAMILIES[0] not in installed:
        for file in sorted(fonts_dir().glob("*.ttc")):
            QFontDatabase.addApplicationFont(str(file))
        installed = set(QFontDatabase.families())
    for family in FAMILIES:
        if family in installed:
            return family
    raise KioskError(
        "font-missing",
        "No font on this machine can show Chinese.",
        "Install the package fonts-noto-cjk (or fonts-wqy-microhei) and start again.",
    )


def run_until_stopped(app: QApplication, asked: Sequence[int]) -> int:
    """Run Qt's loop until it is told to end, or ``asked`` holds a signal (see :func:`stops_kept`)."""
    look = QTimer()
    look.setInterval(SIGNAL_POLL_MS)
    look.timeout.connect(lambda: asked and app.exit())  # quit() asks the window, which may be locked
    look.start()
    code = app.exec()
    look.stop()
    return code


def run_app(
    booth: Booth, *, windowed: bool, autoplay: Playing | None = None, staff_window: bool = False
) -> int:
    """Start the booth and its window; return Qt's exit code when the window was closed.

    Parameters
    ----------
    autoplay
        Called once the window is up, to play the touches (see :mod:`ui.autoplay`).
    staff_window
        Whether the staff's own window opens too (see :mod:`ui.desk_window`).

    Raises
    ------
    KioskError
        ``display-missing``, ``font-missing``, or why the booth could not start; it is stopped in any case.
    Stopped
        After Ctrl-C or SIGTERM, once the booth has ended in order.
    """
    with stops_kept() as asked:
        return _run_app(booth, asked, windowed, autoplay, staff_window)


def _run_app(
    booth: Booth, asked: Sequence[int], windowed: bool, autoplay: Playing | None, staff_window: bool
) -> int:
    app = application()
    shell = Shell(booth, load_texts(Language(booth.settings.language)), chinese_font())
    shell.ahead.hold()  # until the program has settled
    bridge = Bridge(booth)
    bridge.refreshed.connect(shell.refresh)
    staff = DeskWindow(booth, shell, chinese_font()) if staff_window else None
    if staff is not None:
        bridge.refreshed.connect(staff.refresh)
    folder = booth.settings.data_dir / FOLDER
    speaker = Speaker(find_player(), load_prompts().timing, folder, booth.clock)
    voice = Voice(booth, shell, speaker)
    bridge.refreshed.connect(voice.follow)
    try:
        if windowed:
            shell.resize(*(OFFSCREEN_SIZE if app.platformName() == "offscreen" else WINDOW_SIZE))
            shell.show()
        else:
            shell.lock()
            shell.showFullScreen()
        if staff is not None:
            SecondScreen(app, shell, staff).settle()
        app.processEvents()  # painted before the workers load their models: they would slow it down
        booth.start()
        speaker.start()
        bridge.start()
        with settled(booth, shell.ahead):
            playing = None if autoplay is None else autoplay(shell, booth)
            code = run_until_stopped(app, asked)
        del playing
        return code
    finally:
        bridge.stop()
        speaker.stop()
        shell.close_down()
        booth.stop()
        shell.deleteLater()
        if staff is not None:
            staff.deleteLater()
