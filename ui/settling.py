"""What the program does once, after its first page is there and before anybody can touch it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtGui import QImage

from kiosk.photo.spec import PhotoSpec
from ui.ahead import Ahead
from ui.widgets.example import unpack_examples

REST_AFTER_MS = 400
"""After the window's loop began, for what can wait: camera and models start meanwhile, and come first."""


def _make_classes() -> None:
    """Have PySide make all its classes.

    Otherwise it makes each at its first use, and all that are left when it meets an object of a class it
    does not know: 30 ms of the GUI thread, 170 ms on a busy machine, when a button is first shown.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)


def _spare() -> None:
    """Spare the collector of cycles what was made until now: modules and the window, which stay.

    A pass over all of it (240,000 objects) holds every thread for 60 ms and more, in the middle of a session;
    over what a session makes it takes 1 ms. For the same reason there is none before: what is no longer used
    of what was imported (nothing was found) is kept.

    It is done before there is a page that anybody will be shown, or what that page shows would be kept too:
    pages hold themselves, and what is spared is never found to be unused.
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
def settled(spec: PhotoSpec, ahead: Ahead) -> Iterator[None]:
    """Settle before the window's loop begins, while camera and models start; undo it at the end.

    The first pages are made at once; the others, and what ``spec`` needs to be unpacked, a little later.
    """
    unpacking = threading.Thread(target=_unpack, args=(spec,), name="examples")

    def do_the_rest() -> None:
        unpacking.start()
        ahead.release()

    later = QTimer()
    later.setSingleShot(True)
    later.timeout.connect(do_the_rest)
    _make_classes()
    _spare()
    ahead.hurry()
    ahead.hold()
    later.start(REST_AFTER_MS)
    try:
        yield
    finally:
        later.stop()
        if unpacking.ident is not None:
            unpacking.join()
        gc.unfreeze()
