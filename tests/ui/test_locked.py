"""The page before there is a booth: a locked key store is waited for, looked at again, and let go."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from kiosk.errors import KioskError
from ui.app import chinese_font, run_until_stopped
from ui.locked import LOCKED, LockedWindow, Watch, wait_at
from ui.texts import Language, load_texts

ERROR = KioskError(LOCKED, "Locked.", "Unlock it.")


class Store:
    """A key store that stays locked for so many looks; it counts them, and who looked."""

    def __init__(self, locked: int, then: str | None = None) -> None:
        self.left, self.then, self.looks, self.threads = locked, then, 0, set[str]()

    def probe(self) -> None:
        self.looks += 1
        self.threads.add(threading.current_thread().name)
        if self.left > 0:
            self.left -= 1
            raise ERROR
        if self.then is not None:
            raise KioskError(self.then, "Empty.", "Recover.")


def window_of(watch: Watch, kept: bool = False, language: Language = Language.ZH) -> LockedWindow:
    window = LockedWindow(ERROR, load_texts(language), chinese_font(), watch.look_now, kept)
    window.resize(1280, 800)
    window.show()
    return window


@pytest.mark.parametrize("then", [None, "keys-wiped"])
def test_it_looks_again_by_itself_and_ends_when_the_store_is_locked_no_more(
    app: QApplication, then: str | None
) -> None:
    store = Store(3, then)
    watch = Watch(store.probe, pause_s=0.01)
    assert wait_at(window_of(watch), watch, lambda: run_until_stopped(app, []))
    assert store.looks == 4
    assert store.threads == {"key-watch"}, "never on the thread that paints"
    assert not any(thread.name == "key-watch" for thread in threading.enumerate())


def test_the_button_ends_the_pause(app: QApplication) -> None:
    store = Store(1)
    watch = Watch(store.probe, pause_s=60.0)
    window = window_of(watch)
    button = window.findChild(QPushButton, "primary")
    watch.looked.connect(lambda: button.click())
    began_s = time.monotonic()
    assert wait_at(window, watch, lambda: run_until_stopped(app, []))
    assert time.monotonic() - began_s < 30.0 and store.looks == 2


def test_a_closed_window_ends_the_wait_and_a_booths_cannot_be_closed(app: QApplication) -> None:
    watch = Watch(Store(10**6).probe, pause_s=60.0)
    window = window_of(watch)
    watch.looked.connect(window.close)
    assert not wait_at(window, watch, lambda: run_until_stopped(app, []))
    watch = Watch(Store(10**6).probe, pause_s=60.0)
    window = window_of(watch, kept=True)
    still_there: list[bool] = []

    def attacked() -> None:
        still_there.extend((window.close(), window.isVisible()))
        QCoreApplication.exit()

    watch.looked.connect(attacked)
    assert not wait_at(window, watch, lambda: run_until_stopped(app, []))
    assert still_there == [False, True]


@pytest.mark.parametrize("language", Language)
def test_both_languages_say_what_to_do(app: QApplication, language: Language) -> None:
    watch = Watch(Store(0).probe)
    window = window_of(watch, language=language)
    said = " ".join(label.text() for label in window.findChildren(QLabel))
    for texts in (load_texts(Language.ZH), load_texts(Language.EN)):
        assert all(sentence in said for sentence in texts.error(ERROR))
    assert LOCKED in said
    window.close_down()
    window.deleteLater()
