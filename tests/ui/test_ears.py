"""Who hears every event of the program, and the silence while a page is made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from kiosk.session.state import Step
from tests.ui.conftest import Mount
from ui.ears import Ears
from ui.exhibit import Exhibit
from ui.still_booth import StillBooth

Heard = list[tuple[str, QEvent.Type]]


class _Listener(QObject):
    def __init__(self, name: str, heard: Heard) -> None:
        super().__init__()
        self._name, self._heard = name, heard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._heard.append((self._name, event.type()))
        return False


def _send(kind: QEvent.Type) -> None:
    QCoreApplication.sendEvent(QObject(), QEvent(kind))


def test_after_a_silence_the_same_are_asked_in_the_same_order(app: QApplication) -> None:
    heard: Heard = []
    first, second = _Listener("first", heard), _Listener("second", heard)
    ears = Ears(first, second)
    with ears.closed():
        _send(QEvent.Type.User)
    assert not heard
    _send(QEvent.Type.User)
    ears.remove(second)
    _send(QEvent.Type.User)
    ears.stop()
    _send(QEvent.Type.User)
    assert [name for name, _ in heard] == ["second", "first", "first"]


def test_who_fails_while_nobody_hears_makes_nobody_deaf(app: QApplication) -> None:
    heard: Heard = []
    ears = Ears(_Listener("one", heard))
    with pytest.raises(ZeroDivisionError), ears.closed():
        raise ZeroDivisionError
    _send(QEvent.Type.User)
    ears.stop()
    assert len(heard) == 1


def test_nobody_is_asked_while_a_page_is_made(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    heard: Heard = []
    listener = _Listener("one", heard)
    shell.ears.add(listener)
    booth.state = replace(booth.state, step=Step.CONSENT)
    shell.refresh()
    assert shell.page_key == Step.CONSENT and not heard, heard
    QApplication.processEvents()
    assert heard
