"""A person with real fingers at the real booth: wrong turns, a pulled camera, a changed mind, and the end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.camera.frame import Frame
from kiosk.camera.replay import FolderCamera
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.services.pin import hash_pin
from kiosk.session.events import CodeRead
from kiosk.session.state import Step
from kiosk.settings import KeySettings, OperatorSettings, Settings
from tests.leftovers import ExpectLog
from tests.ui.fingers import all_texts, tap
from ui.app import chinese_font
from ui.bridge import Bridge
from ui.gallery import settle
from ui.shell import Shell
from ui.texts import Language, load_texts
from ui.touches import GUARD_S

PIN, NUMBER, CODE = "4711", "20220001", "0123456789abcdef"
WAIT_S = 20.0


class CableCamera(FolderCamera):
    """Shows pictures until its cable is pulled."""

    pulled = False

    def open(self) -> None:
        self._check()
        super().open()

    def read(self, timeout_s: float) -> Frame | None:
        self._check()
        return super().read(timeout_s)

    def _check(self) -> None:
        if self.pulled:
            raise KioskError("camera-lost", "The camera was disconnected.", "Check its cable.")


class Visitor:
    """Touches what can be seen, and waits for what should come."""

    def __init__(self, kiosk: Kiosk, shell: Shell, camera: CableCamera) -> None:
        self.kiosk, self.shell, self.camera = kiosk, shell, camera

    def wait(self, done: Callable[[], bool], limit_s: float = WAIT_S) -> None:
        end = time.monotonic() + limit_s
        while not done():
            assert time.monotonic() < end, f"still on {self.shell.page_key}: {all_texts(self.shell)}"
            QApplication.processEvents()
            time.sleep(0.005)

    def see(self, page: str) -> None:
        """Wait for a page, and until it may be touched."""
        self.wait(lambda: self.shell.page_key == page)
        self.rest(GUARD_S)

    def rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > until)

    def touch(self, *names: str, twice: bool = False) -> None:
        for name in names:
            found = [w for w in self.shell.findChildren(QWidget, name) if w.isVisible() and w.isEnabled()]
            assert found, f"no {name} on {self.shell.page_key}: {all_texts(self.shell)}"
            target = found[0]
            spot = target.rect().center() if isinstance(target, QAbstractButton) else QPoint(40, 40)
            place = target.mapTo(self.shell, spot)
            first = time.monotonic()
            tap(self.shell, place)
            QApplication.processEvents()
            # On a machine that stood still in between, it is not a second tap of the same finger any more.
            if twice and time.monotonic() - first < 0.75 * GUARD_S:
                tap(self.shell, place)
                QApplication.processEvents()

    def type(self, text: str) -> None:
        self.touch(*(f"key-{character}" for character in text))

    def enter_by_typing(self) -> None:
        """From the scan page to the agreements, with a code no camera can read."""
        self.touch("type")
        self.see("typed")
        self.type(CODE[len(self.shell._draft.code) :])
        self.touch("primary")
        self.see(Step.CONFIRM)
        self.type(NUMBER)
        self.touch("field-last4")
        self.type("123X")
        self.touch("primary")
        self.see(Step.CONSENT)


@pytest.fixture
def visitor(app: QApplication, testdata: Path, tmp_path: Path, expect_log: ExpectLog) -> Iterator[Visitor]:
    expect_log("kiosk.store.keys", "plain file")
    faces = tmp_path / "faces"
    faces.mkdir()
    shutil.copy(testdata / "frll_neutral" / "004_03.jpg", faces)
    clock = SystemClock()
    camera = CableCamera(faces, clock, 15.0, 600.0)
    settings = Settings(
        data_dir=tmp_path / "booth",
        keys=KeySettings("file"),
        operator=OperatorSettings(pin_hash=hash_pin(PIN)),
    )
    kiosk = build_kiosk(settings, clock, camera)
    shell = Shell(kiosk, load_texts(Language.ZH), chinese_font())
    bridge = Bridge(kiosk)
    bridge.refreshed.connect(shell.refresh)
    kiosk.start()
    try:
        bridge.start()
        shell.resize(1280, 800)
        shell.show()
        yield Visitor(kiosk, shell, camera)
    finally:
        bridge.stop()
        shell.close_down()
        kiosk.stop()
        shell.close()
        shell.deleteLater()
        settle()


def test_a_person_who_does_everything_wrong_first_still_gets_their_photo(visitor: Visitor) -> None:
    see, touch = visitor.see, visitor.touch
    _staff_corner(visitor)
    touch("primary", twice=True)
    see(Step.SCAN)
    touch("type")
    see("typed")
    visitor.type(CODE[:15])
    touch("language-en")
    assert not visitor.shell.page.findChild(QAbstractButton, "primary").isEnabled()
    touch("back", twice=True)
    see(Step.SCAN)
    visitor.enter_by_typing()
    assert "Please read and agree" in all_texts(visitor.shell)
    touch("decline", twice=True)
    see(Step.ATTRACT)
    assert not any(secret in all_texts(visitor.shell) for secret in (CODE, NUMBER, "Please"))

    touch("primary")
    see(Step.SCAN)
    _wrong_last4(visitor)
    touch("back")
    see(Step.SCAN)
    visitor.enter_by_typing()
    _to_the_camera(visitor)
    visitor.camera.pulled = True
    see(Step.TROUBLE)
    assert "camera-lost" in all_texts(visitor.shell)  # it goes on by itself: nothing to press
    visitor.camera.pulled = False
    see(Step.FRAME)
    visitor.kiosk.take_photo_now()
    see(Step.REVIEW)
    touch("retake", twice=True)
    see(Step.REVIEW)
    touch("language-en", "language-zh")
    touch("primary", twice=True)
    see(Step.DONE)
    assert visitor.kiosk.health().queued == 1
    touch("primary", twice=True)
    see(Step.ATTRACT)
    assert visitor.kiosk.state.session is None


def _staff_corner(visitor: Visitor) -> None:
    visitor.see(Step.ATTRACT)
    for _ in range(5):
        tap(visitor.shell, QPoint(20, 20))
        visitor.rest(0.1)
    visitor.see(Step.OPERATOR)
    visitor.type("0000")
    visitor.touch("primary")
    visitor.wait(lambda: "口令不对" in all_texts(visitor.shell))
    visitor.type(PIN)
    visitor.touch("primary")
    visitor.wait(lambda: "本机状态" in all_texts(visitor.shell))
    visitor.touch("back", twice=True)
    visitor.see(Step.ATTRACT)


def _wrong_last4(visitor: Visitor) -> None:
    """Five misses lock this code; holding it up again does not help."""
    code = demo_code(0, datetime.now(UTC))
    wrong = "0000" if code.last4 != "0000" else "1111"
    visitor.kiosk.post(CodeRead(parse_payload(code.text)))
    visitor.see(Step.CONFIRM)
    for _ in range(5):
        visitor.type(wrong)
        visitor.touch("primary")
        visitor.wait(lambda: visitor.kiosk.state.notice is not None)
    assert visitor.kiosk.state.locked_until is not None
    visitor.touch("back")
    visitor.see(Step.SCAN)
    visitor.kiosk.post(CodeRead(parse_payload(code.text)))
    visitor.see(Step.CONFIRM)
    visitor.type(code.last4)
    visitor.touch("primary")
    visitor.wait(lambda: visitor.kiosk.state.notice == "identity-locked")
    assert not visitor.shell.page.findChild(QAbstractButton, "key-1").isEnabled()


def _to_the_camera(visitor: Visitor) -> None:
    """Both agreements, back from every page once, and on."""
    purposes = [text.purpose for text in visitor.kiosk.campaign.asked]
    visitor.touch(*(f"consent-{purpose}" for purpose in purposes))
    visitor.touch("primary", twice=True)
    visitor.see(Step.PREPARE)
    visitor.touch("back")
    visitor.see(Step.CONSENT)
    assert visitor.shell._draft.ticked == frozenset(purposes)
    visitor.touch("primary")
    visitor.see(Step.PREPARE)
    visitor.touch("primary", twice=True)
    visitor.wait(lambda: visitor.shell.page_key == Step.FRAME)
