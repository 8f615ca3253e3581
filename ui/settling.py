"""What the program does once: after its first page is there, and again when everything is loaded."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtGui import QImage

from kiosk.photo.spec import PhotoSpec
from kiosk.session.state import Step
from ui.ahead import Ahead
from ui.booth import Booth
from ui.widgets.example import unpack_examples

REST_AFTER_MS = 400
"""After the window's loop began, for what can wait: camera and models start meanwhile, and come first."""
LOOK_EVERY_MS = 100
"""From then on, until the models are loaded and nobody is there."""


def _make_classes() -> None:
    """Have PySide make all its classes.

    Otherwise it makes each at its first use, and all that are left when it meets an object of a class it
    does not know: 30 ms of the GUI thread, 170 ms on a busy machine, when a button is first shown.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)


def _spare() -> None:
    """Spare the collector of cycles what was made until now: modules, the window and models, which stay.

    A pass over all of it (240,000 objects) holds every thread for 60 ms and more, in the middle of a session;
    over what a session makes it takes 1 ms. For the same reason there is none before: what is no longer used
    of what was imported (nothing was found) is kept.

    It is done while there is no page that anybody will be shown, or what that page shows would be kept too:
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
def settled(booth: Booth, ahead: Ahead) -> Iterator[None]:
    """Settle before the window's loop begins, while camera and models start; undo it at the end.

    ``ahead`` is held, or a page might be half made already: it is let go when the models are loaded and, as
    they stay, spared, too: a pass over them (97,000 objects) took 70 ms. Who comes sooner does not wait for
    that: it is done once they left.
    """
    unpacking = threading.Thread(target=_unpack, args=(booth.spec,), name="examples")
    looking = QTimer()

    def look() -> None:
        if unpacking.ident is None:
            looking.setInterval(LOOK_EVERY_MS)
            unpacking.start()
        if booth.state.step is Step.ATTRACT and booth.setup is None:
            if not booth.ready:
                return
            looking.stop()
            ahead.hold()
            ahead.drop()
            _spare()
        ahead.release()

    _make_classes()
    _spare()
    looking.timeout.connect(look)
    looking.start(REST_AFTER_MS)
    try:
        yield
    finally:
        looking.stop()
        if unpacking.ident is not None:
            unpacking.join()
        gc.unfreeze()
