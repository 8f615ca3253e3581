"""A booth with a long queue: it fills its store, then delivers, while somebody stands before its screen."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from random import Random

from kiosk.bench.crash_booth import Post, drawn_submission, open_store
from kiosk.bench.memory import peak_mb, reset_peak, resident_mb
from kiosk.clock import SystemClock
from kiosk.store.submission import Delivery
from kiosk.sync.link import Link
from kiosk.sync.settings import load_sync_settings

LOOK_S = 0.02
"""How often the screen is drawn anew, and with it asks how things stand."""
SAVE_S = 1.0
"""A person a second, more than any booth sees, whose photo is saved while the queue is delivered."""
_COMMENT_BYTES = 65_000
"""A comment segment of a JPEG holds 65 533 bytes at most."""


@dataclass(frozen=True)
class Drained:
    """What one booth measured; times in seconds.

    ``looks_s`` are the answers to the screen's questions, ``saves_s`` the savings of photos, both while
    the queue was delivered; ``opened_s`` the opening of the store with the whole queue in it.
    """

    filled_s: float
    opened_s: float
    drained_s: float
    delivered: int
    looks_s: tuple[float, ...]
    saves_s: tuple[float, ...]
    growth_mb: float


def run(post: Post, items: int, photo_bytes: int, original_bytes: int, line: Connection) -> None:
    """Fill an enrolled booth's store, say so, wait for the word, deliver, send :class:`Drained`."""
    clock, random = SystemClock(), Random(secrets.randbits(64))

    def save_one() -> None:
        made = drawn_submission(clock, random)
        photo, original = padded(made.photo, photo_bytes), padded(made.original, original_bytes)
        store.save(replace(made, photo=photo, original=original))

    store = open_store(post, clock)
    began_s = time.perf_counter()
    for _ in range(items):
        save_one()
    filled_s = time.perf_counter() - began_s
    store.close()
    began_s = time.perf_counter()
    store = open_store(post, clock)
    opened_s = time.perf_counter() - began_s
    line.send("filled")
    line.recv()
    before_mb = resident_mb()
    reset_peak()
    link = Link(store, load_sync_settings(), clock)
    over = threading.Event()
    saves_s: list[float] = []
    people = threading.Thread(target=_every, args=(SAVE_S, over, saves_s, save_one), name="people")
    began_s = time.perf_counter()
    link.start()
    people.start()
    looks_s: list[float] = []
    try:
        while store.counts()[Delivery.ACCEPTED] < items:
            time.sleep(LOOK_S)
            look_s = time.perf_counter()
            store.depth()
            link.status()
            looks_s.append(time.perf_counter() - look_s)
        drained_s = time.perf_counter() - began_s
    finally:
        over.set()
        people.join()
        link.stop()
    delivered = store.counts()[Delivery.ACCEPTED]
    growth_mb = peak_mb() - before_mb
    store.close()
    line.send(Drained(filled_s, opened_s, drained_s, delivered, tuple(looks_s), tuple(saves_s), growth_mb))


def padded(jpeg: bytes, size: int) -> bytes:
    """Return the JPEG grown to about ``size`` bytes by comments that do not compress."""
    start, rest = jpeg[:2], jpeg[2:]
    segments = bytearray()
    while (lacking := size - len(jpeg) - len(segments) - 4) > 0:
        comment = secrets.token_bytes(min(lacking, _COMMENT_BYTES))
        segments += b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return start + bytes(segments) + rest


def _every(seconds: float, over: threading.Event, took_s: list[float], act: Callable[[], None]) -> None:
    while not over.wait(seconds):
        began_s = time.perf_counter()
        act()
        took_s.append(time.perf_counter() - began_s)
