"""Starts the screen: Qt's environment, the font, the window; runs until the window is closed."""

from __future__ import annotations

from collections.abc import Callable

import cv2  # noqa: F401  (its import changes Qt's environment, so it must come before the cleaning)
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from kiosk.qt_environment import clean_qt_environment
from ui.booth import Booth
from ui.bridge import Bridge
from ui.shell import Shell
from ui.texts import Language, load_texts

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

Playing = Callable[[Shell, Booth], object]
"""Starts something that plays the touches; what it returns is kept until the end."""


def application() -> QApplication:
    """Return the one QApplication, made in a cleaned environment.

    Raises
    ------
    KioskError
        ``font-missing``.
    """
    clean_qt_environment()
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["kiosk"])
    chinese_font()
    return app


def chinese_font() -> str:
    """Return the best installed family that can show Chinese.

    Raises
    ------
    KioskError
        ``font-missing``, naming the package to install.
    """
    installed = set(QFontDatabase.families())
    for family in FAMILIES:
        if family in installed:
            return family
    raise KioskError(
        "font-missing",
        "No font on this machine can show Chinese.",
        "Install the package fonts-noto-cjk (or fonts-wqy-microhei) and start again.",
    )


def run_app(booth: Booth, *, windowed: bool, autoplay: Playing | None = None) -> int:
    """Start the booth and its window; return Qt's exit code when the window was closed.

    Parameters
    ----------
    autoplay
        Called once the window is up, to play the touches (see :mod:`ui.autoplay`).

    Raises
    ------
    KioskError
        ``font-missing``, or why the booth could not start; the booth is stopped in every case.
    """
    app = application()
    shell = Shell(booth, load_texts(Language(booth.settings.language)), chinese_font())
    bridge = Bridge(booth)
    bridge.refreshed.connect(shell.refresh)
    booth.start()
    try:
        bridge.start()
        if windowed:
            shell.resize(*(OFFSCREEN_SIZE if app.platformName() == "offscreen" else WINDOW_SIZE))
            shell.show()
        else:
            shell.showFullScreen()
        playing = None if autoplay is None else autoplay(shell, booth)
        code = app.exec()
        del playing
        return code
    finally:
        bridge.stop()
        shell.close_down()
        booth.stop()
        shell.deleteLater()
