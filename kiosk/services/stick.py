"""The USB stick: what is on it is listed while somebody wants it, and one picture is read when chosen."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from kiosk.capture_code.code import CaptureCode
from kiosk.capture_code.reader import CodeReader
from kiosk.clock import Clock
from kiosk.compare.comparison import Compared
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.picture_file import decode_picture
from kiosk.services.card_reader import CardReader
from kiosk.services.scanning import told
from kiosk.services.stick_files import FoundPicture, pictures, read_picture, sticks
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import StickListing, StickPicture

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
IDLE_SHARE = 10.0
"""A slow stick is left alone for ten times as long as one look at it took."""

Developed = tuple[FinishedPhoto, Capture]
R = TypeVar("R")


class Finish(Protocol):
    """Has a job done on the photo thread, and its outcome told."""

    def __call__(
        self, job: Callable[[], R], success: Callable[[R], None], failure: Callable[[KioskError], None]
    ) -> None: ...


@dataclass(frozen=True)
class _Order:
    """Work for the thread; belongs to one session, so that a late answer reaches nobody else."""

    effect: fx.Effect
    session: int


class StickDesk:
    """Lists and reads pictures on a thread of its own named ``stick``.

    Parameters
    ----------
    roots
        Where sticks appear, see :func:`kiosk.services.stick_files.sticks`.
    reader
        Where the photo of an ID card appears.
    accepts
        Whether the campaign takes a capture code.
    develop
        Makes a photo of a studio file's bytes, given the waived rules; runs on the photo thread.
    portrait
        Takes an enrolment photo's bytes and compares a capture with it; runs on the photo thread.
    finish
        Hands a job to the photo thread.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        reader: CardReader,
        clock: Clock,
        post: Callable[[ev.Event], None],
        accepts: Callable[[CaptureCode], bool],
        develop: Callable[[bytes, tuple[str, ...]], Developed],
        portrait: Callable[[bytes, Capture | None], Compared | None],
        finish: Finish,
    ) -> None:
        self._roots, self._reader, self._clock = tuple(roots), reader, clock
        self._post, self._accepts = post, accepts
        self._develop, self._portrait, self._finish = develop, portrait, finish
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="stick")
        self._lock = threading.Lock()
        self._session = 0
        # Below: only the stick thread.
        self._codes = CodeReader()
        self._ids: dict[FoundPicture, str] = {}
        self._paths: dict[str, Path] = {}
        self._listed: StickListing | None = None
        self._known_session = 0

    def start(self) -> None:
        """Begin to take orders; no stick is looked at before one is wanted."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being read and end the thread."""
        self._orders.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def forget(self) -> None:
        """Answers for the person who was here come too late from now on; the list is dropped."""
        with self._lock:
            self._session += 1
        self._orders.put(_Order(fx.WatchStick(False), self._session))

    def carry_out(self, effect: fx.Effect) -> bool:
        """Take on what concerns the stick."""
        if not isinstance(effect, fx.WatchStick | fx.ReadCodePicture | fx.DevelopFile | fx.TakePortrait):
            return False
        self._orders.put(_Order(effect, self._session))
        return True

    def _run(self) -> None:
        watching, session = fx.WatchStick(False), 0
        wait_s: float | None = None
        while True:
            try:
                order = self._orders.get(timeout=wait_s)
            except queue.Empty:
                pass
            else:
                if order is None:
                    return
                session = order.session
                if session != self._known_session:
                    self._known_session = session
                    self._ids, self._paths = {}, {}
                match order.effect:
                    case fx.WatchStick():
                        watching, self._listed = order.effect, None
                    case fx.ReadCodePicture(picture):
                        self._tell(session, self._code_in(picture))
                    case fx.DevelopFile(picture, waived):
                        self._use(
                            session,
                            picture,
                            partial(self._develop_file, waived),
                            lambda made: ev.Developed(*made),
                            ev.DevelopFailed,
                        )
                    case fx.TakePortrait(picture, capture):
                        self._take_portrait(session, picture, capture)
            wait_s = self._look(session, watching.card) if watching.on else None

    def _develop_file(self, waived: tuple[str, ...], data: bytes) -> Developed:
        return self._develop(data, waived)

    def _look(self, session: int, card: bool) -> float:
        """List what is in, tell a change, and return how long to wait until the next look, s."""
        began = time.monotonic()
        try:
            listing = self._list(card)
        except Exception:  # a stick may hold anything; whoever stands here needs the other ways to go on
            log.exception("a stick could not be listed")
            listing = StickListing(None)
        if listing != self._listed:
            self._listed = listing
            self._tell(session, ev.StickListed(listing))
        return max(LOOK_EVERY_S, IDLE_SHARE * (time.monotonic() - began))

    def _list(self, card: bool) -> StickListing:
        reader = card and self._reader.there
        read = self._reader.newest(self._clock.now()) if reader else None
        folders = sticks(self._roots)
        if not folders and read is None:
            return StickListing(None, reader)
        own = () if read is None else (read,)
        shown = []
        for found in (*own, *(each for folder in folders for each in pictures(folder))):
            id_ = self._ids.setdefault(found, f"picture-{len(self._ids)}")
            self._paths[id_] = found.path
            shown.append(StickPicture(id_, shown_name(found.path.name), found.size_bytes, card=found is read))
        return StickListing(tuple(shown), reader)

    def _is_current(self, session: int) -> bool:
        with self._lock:
            return session == self._session

    def _tell(self, session: int, event: ev.Event) -> None:
        if self._is_current(session):
            self._post(event)

    def _code_in(self, picture: str) -> ev.Event:
        try:
            codes = self._codes.read(decode_picture(self._bytes_of(picture), "The picture"))
        except KioskError as error:
            return ev.CodeRefused(error.code)
        except Exception:  # a hostile picture must not end the thread; it is a bug all the same
            log.exception("a picture on the stick could not be judged")
            return ev.CodeRefused("picture-unreadable")
        return told([code.text for code in codes], self._accepts) or ev.CodeRefused("picture-no-code")

    def _take_portrait(self, session: int, picture: str, capture: Capture | None) -> None:
        self._use(
            session,
            picture,
            lambda data: self._portrait(data, capture),
            lambda compared: ev.PortraitTaken(compared, capture),
            lambda error: ev.PortraitRefused(error.code),
        )

    def _use(
        self,
        session: int,
        picture: str,
        job: Callable[[bytes], R],
        success: Callable[[R], ev.Event],
        failure: Callable[[KioskError], ev.Event],
    ) -> None:
        """Read a picture here, and have the photo thread do the job with its bytes.

        Not for somebody else: who chose it may have left by the time the photo thread comes to it.
        """

        def work() -> R:
            if not self._is_current(session):
                raise KioskError("stick-gone", "Who chose this picture has left.", "Choose it again.")
            return job(data)

        try:
            data = self._bytes_of(picture)
        except KioskError as error:
            self._tell(session, failure(error))
            return
        self._finish(
            work,
            lambda result: self._tell(session, success(result)),
            lambda error: self._tell(session, failure(error)),
        )

    def _bytes_of(self, picture: str) -> bytes:
        path = self._paths.get(picture)
        if path is None:
            raise KioskError("stick-gone", "This picture is not on the stick.", "Choose another one.")
        return self._reader.take(path) if self._reader.holds(path) else read_picture(path)


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: bytes that are no text become a question mark."""
    return name.encode("utf-8", "replace").decode("utf-8")
