"""Says which Qt starts on this machine, with which platform, screens and graphics.

A program of its own (``python -m ui.qt_probe``): nothing in ``kiosk`` imports Qt, and a Qt that lacks a
library ends its process.
"""

from __future__ import annotations

import sys

import cv2  # noqa: F401  (its import changes Qt's environment, so it must come before the cleaning)
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext
from PySide6.QtWidgets import QApplication

from kiosk.qt_environment import clean_qt_environment

GL_RENDERER = 0x1F01
"""Of OpenGL: asks for the name of what draws."""


def probe() -> str:
    """Start a QApplication and return what it found, one line."""
    clean_qt_environment()
    app = QApplication([])
    screens = [f"{screen.size().width()}×{screen.size().height()}" for screen in app.screens()]
    graphics = _graphics() or "none needed, none found"
    return " ".join((qVersion(), QGuiApplication.platformName(), "screens", *screens, "graphics", graphics))


def _graphics() -> str | None:
    surface, context = QOffscreenSurface(), QOpenGLContext()
    surface.create()
    if not (context.create() and context.makeCurrent(surface)):
        return None
    name = context.functions().glGetString(GL_RENDERER)
    return str(name) if name else None


if __name__ == "__main__":
    sys.stdout.write(f"{probe()}\n")
