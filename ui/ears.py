"""Who is asked about every event of the program, and when nobody needs to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication


class Ears:
    """Event filters of the whole program, in the order in which they were added; the newest is asked first.

    Making a page sends some 1,800 events, and asking filters written in Python about each of them takes as
    long as making it. None of them is a touch or a key: those wait until the page is there.
    """

    def __init__(self, *filters: QObject) -> None:
        application = QGuiApplication.instance()
        if application is None:
            raise RuntimeError("a window needs a QApplication")
        self._application = application
        self._filters: list[QObject] = []
        for each in filters:
            self.add(each)

    def add(self, listener: QObject) -> None:
        """Let a filter hear everything from now on."""
        self._filters.append(listener)
        self._application.installEventFilter(listener)

    def remove(self, listener: QObject) -> None:
        """Let it hear nothing any more."""
        self._filters.remove(listener)
        self._application.removeEventFilter(listener)

    def stop(self) -> None:
        """Let nobody hear anything any more; before the window goes."""
        for each in tuple(self._filters):
            self.remove(each)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Ask nobody as long as this lasts; nothing in it may wait for events."""
        for each in self._filters:
            self._application.removeEventFilter(each)
        try:
            yield
        finally:
            for each in self._filters:
                self._application.installEventFilter(each)
