"""Starts the screen: Qt's environment, the font, the window; runs until the window is closed."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import cv2  # noqa: F401  (its import changes Qt's environment, so it must come before the cleaning)
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from kiosk.paths import fonts_dir
from kiosk.photo.spec import PhotoSpec
from kiosk.qt_environment import clean_qt_environment
from kiosk.signals import stops_kept
from kiosk.sound.player import find_player
from kiosk.sound.prompts import FOLDER, load_prompts
from kiosk.sound.speaker import Speaker
from ui.ahead import Ahead
from ui.booth import Booth
from ui.bridge import Bridge
from ui.desk_window import DeskWindow
from ui.second_screen import SecondScreen
from ui.shell import Shell
from ui.texts import Language, load_texts
from ui.voice import Voice
from ui.widgets.example import unpack_examples

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


def _qt_classes() -> Iterator[object]:
    """Have PySide make all its classes, one after another.

    Otherwise it makes each at its first use, and all that are left when it meets an object of a class it
    does not know: 30 ms of the GUI thread, 170 ms on a busy machine, when a button is first shown.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            yield getattr(module, name)


SETTLE_AFTER_MS = 100
"""After the first page was painted: nobody has touched it yet."""
SLICE_S = 0.003
"""Of the GUI thread's processor time for Qt's classes, before it sees to the window again."""


def _settle() -> None:
    """Spare the collector of cycles what was made until now: modules and windows, which stay.

    A pass over all of it (240,000 objects) holds every thread for 60 ms and more, in the middle of a session;
    over what a session makes it takes 1 ms. For the same reason there is none before: what is no longer used
    of what was imported (nothing was found) is kept.
    """
    gc.freeze()
    gc.collect()  # of nothing: it waits until a quarter as much is new as it last passed over


def _unpack(spec: PhotoSpec) -> None:
    """Unpack the examples, and something of the kind that a finished photo is: its reader is loaded then."""
    unpack_examples(spec)
    photo = QBuffer()
    QImage(8, 8, QImage.Format.Format_RGB32).save(photo, "JPG")
    QImage.fromData(photo.data(), "JPG")


@contextmanager
def _settled(spec: PhotoSpec, ahead: Ahead) -> Iterator[None]:
    """Settle as soon as the first page is there, unpack what ``spec`` needs, and undo it at the end.

    Pages are made ahead once that is done: before, one part of a page might have all classes made at once.
    """
    unpacking = threading.Thread(target=_unpack, args=(spec,), name="examples")

    making = _qt_classes()

    def settle() -> None:
        until_s = time.thread_time() + SLICE_S
        for _ in making:
            if time.thread_time() >= until_s:
                later.start(0)
                return
        _settle()
        unpacking.start()
        ahead.release()

    later = QTimer()
    later.setSingleShot(True)
    later.timeout.connect(settle)
    later.start(SETTLE_AFTER_MS)
    try:
        yield
    finally:
        later.stop()
        if unpacking.ident is not None:
            unpacking.join()
        gc.unfreeze()


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
        shell.ahead.hurry()  # while camera and models start
        shell.ahead.hold()
        playing = None if autoplay is None else autoplay(shell, booth)
        with _settled(booth.spec, shell.ahead):
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
