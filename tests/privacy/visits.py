"""A booth of its own process, screen included: canary visits, told on stdout, until the test ends it.

``python -m tests.privacy.visits CONFIG PICTURES``; the canaries come on stdin as one JSON document, written
backwards, so that what this program itself remembers of them is none.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kiosk.camera.frame import Frame
from kiosk.camera.replay import FolderCamera
from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Answers, Person
from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import SystemClock
from kiosk.guidance.verdict import Capture
from kiosk.hardening import harden_process
from kiosk.log import configure_logging
from kiosk.photo.finished import FinishedPhoto
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.services.submitting import encode_original
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.settings import load_settings
from kiosk.store.stored import Parcel
from kiosk.store.submission import Submission
from ui.app import application, chinese_font
from ui.shell import Shell
from ui.texts import Language, load_texts

LIMIT_S = 90.0
PERSONAL = (Answers, Capture, CaptureCode, FinishedPhoto, Parcel, Person, Submission)
CHUNK_BYTES = 32
UNDER_WAY_FRAMES = 12
"""Frames until those of the ring, the mailboxes and the threads are others."""


class Visits:
    """Plays the person's part on a real booth with a real window."""

    def __init__(self, config: Path, pictures: Path, backwards: dict[str, str]) -> None:
        self._backwards = backwards
        clock = SystemClock()
        self._app: QApplication = application()
        self._kiosk: Kiosk = build_kiosk(
            load_settings(config), clock, FolderCamera(pictures, clock, 15.0, 600.0)
        )
        self._shell = Shell(self._kiosk, load_texts(Language.ZH), chinese_font())
        self._shell.resize(1280, 800)
        self._shell.show()
        self._kiosk.start()

    def up_to_review(self, who: str) -> dict[str, list[str]]:
        """Go from the code to the finished photo; return pieces of its bytes, in hex."""
        kiosk = self._kiosk
        kiosk.post(ev.Started("visit"))
        kiosk.post(ev.CodeRead(parse_payload(self._backwards[who][::-1])))
        self._until(lambda: kiosk.state.step is Step.CONFIRM)
        self._type(self._backwards["last4"][::-1])
        self._shell.grab()
        kiosk.post(ev.IdentityTyped(Answers(last4=self._backwards["last4"][::-1])))
        self._until(lambda: kiosk.state.step is Step.CONSENT)
        texts = kiosk.campaign.asked
        kiosk.post(ev.ConsentGiven(give_consent(texts, [t.purpose for t in texts], kiosk.clock.now())))
        kiosk.post(ev.Ready())
        self._until(lambda: kiosk.state.step is Step.FRAME and kiosk.guide is not None)
        kiosk.take_photo_now()
        self._until(lambda: kiosk.state.step in (Step.REVIEW, Step.TROUBLE))
        photo, capture = kiosk.state.photo, kiosk.state.capture
        assert photo is not None, kiosk.state.trouble
        assert capture is not None
        whole = {"photo": photo.jpeg, "original": encode_original(capture.frame.bgr)}
        return {
            name: [data[at : at + CHUNK_BYTES].hex() for at in (len(data) // 3, len(data) // 2)]
            for name, data in whole.items()
        }

    def submit(self) -> None:
        """Have it saved and delivered."""
        self._kiosk.post(ev.SubmitAsked())
        self._until(lambda: self._kiosk.state.step is Step.DONE)
        self._until(lambda: self._kiosk.state.delivered)

    def leave(self, pieces: dict[str, list[str]]) -> list[str]:
        """Leave, let everything under way come to rest, and say what of the person is still reachable."""
        kiosk = self._kiosk
        kiosk.post(ev.Left())
        self._until(lambda: kiosk.state.step is Step.ATTRACT)
        newest = max((f.seq for f in living(Frame)), default=0)
        after = kiosk.camera_frames + UNDER_WAY_FRAMES
        self._until(lambda: kiosk.camera_frames > after)
        for _ in range(3):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        found = [f"a {type(thing).__name__}" for thing in living(*PERSONAL)]
        found += [f"frame {frame.seq}" for frame in living(Frame) if frame.seq <= newest]
        told = {name: text for name, text in self._backwards.items() if name != "last4"}  # in many numbers
        chunks = [chunk for each in pieces.values() for chunk in each]
        found += holders(list(told.values()), chunks)
        if QApplication.clipboard().text():
            found.append("the clipboard")
        return found

    def _type(self, characters: str) -> None:
        for character in characters:
            self._shell._edit(last4=self._shell._draft.last4 + character)

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + LIMIT_S
        while not done():
            self._kiosk.post(ev.Tick())
            self._kiosk.pump()
            self._shell.refresh()
            QApplication.processEvents()
            if time.monotonic() > end:
                raise RuntimeError(f"stands still in {self._kiosk.state.step}: {self._kiosk.health()}")
            time.sleep(0.01)


def living(*kinds: type[Any]) -> list[Any]:
    """Return every object of these classes that something still refers to."""
    return [thing for thing in gc.get_objects() if isinstance(thing, kinds)]


def holders(backwards: list[str], chunks: list[str]) -> list[str]:
    """Return what holds a text in which one of those occurs, or bytes with one of the pieces (hex)."""
    texts = tuple(told[::-1] for told in backwards)
    data = tuple([text.encode() for text in texts] + [bytes.fromhex(chunk) for chunk in chunks])
    own = {id(texts), id(data)}
    found = []
    for holder in gc.get_objects():
        if id(holder) in own:
            continue
        for part in gc.get_referents(holder):
            if (isinstance(part, str) and any(text in part for text in texts)) or (
                isinstance(part, (bytes, bytearray)) and any(piece in part for piece in data)
            ):
                found.append(f"a {type(holder).__module__}.{type(holder).__name__}")
    return found


def tell(document: dict[str, Any]) -> None:
    """Give one line to the test."""
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def main() -> None:
    harden_process()
    configure_logging(logging.DEBUG)
    config, pictures = (Path(word) for word in sys.argv[1:3])
    backwards = json.loads(sys.stdin.readline())
    visits = Visits(config, pictures, backwards)
    pieces = visits.up_to_review("code")
    told = dict(pieces)
    visits.submit()
    left = visits.leave(pieces)
    tell({"left": left, "pieces": told})
    tell({"pieces": visits.up_to_review("second")})
    if sys.stdin.readline().strip() == "abort":
        os.abort()
    time.sleep(LIMIT_S)  # to be killed


if __name__ == "__main__":
    main()
