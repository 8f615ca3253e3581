"""Undoes what ``import cv2`` does to Qt's environment, before the first QApplication."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import PurePath

REDIRECTED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
"""The variables OpenCV's Linux wheel points at its own folder, where PySide6 finds nothing it can use."""


def clean_qt_environment(environ: MutableMapping[str, str] = os.environ) -> tuple[str, ...]:
    """Remove the Qt variables that lead into the OpenCV wheel; a site's own values stay.

    Call it after ``cv2`` was imported and before the QApplication is made.

    Returns
    -------
    The names that were removed.
    """
    removed = tuple(name for name in REDIRECTED if "cv2" in PurePath(environ.get(name, "")).parts)
    for name in removed:
        del environ[name]
    return removed
