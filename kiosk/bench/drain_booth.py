"""A booth with a long queue: it fills its store, then delivers, while somebody stands before its screen."""

from __future__ import annotations

import io
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from random import Random

from PIL import Image, ImageFilter

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
PHOTO_PX, PHOTO_QUALITY = (480, 640), 90
FRAME_PX, FRAME_QUALITY = (1280, 720), 95
SMALL_PX = (96, 128)
_NOISE, _SOFT_PX = 30.0, 1.5
"""With these a photo has about 45 KB and a frame about 210 KB, as from a camera."""


@dataclass(frozen=True)
class Task:
    """How many a booth queues and how many of them it delivers; ``small`` pictures or real ones."""

    items: int
    deliver: int
    small: bool


@dataclass(frozen=True)
class Drained:
    """What one booth measured; times in seconds.

    ``processor_s`` is its own processor time while it delivered, that of the screen's questions and of the
    people who came included; ``looks_s`` are the answers to the screen's questions, ``saves_s`` the savings
    of photos, both while the queue was delivered; ``opened_s`` the opening of the store with the whole
    queue in it.
    """

    filled_s: float
    opened_s: float
    drained_s: float
    delivered: int
    processor_s: float
    looks_s: tuple[float, ...]
    saves_s: tuple[float, ...]
    growth_mb: float


def run(post: Post, task: Task, line: Connection) -> None:
    """Fill an enrolled booth's store, say so, wait for the word, deliver, send :class:`Drained`."""
    clock, random = SystemClock(), Random(secrets.randbits(64))

    photo, original = pictures(task.small)

    def save_one() -> None:
        made = drawn_submission(clock, random)
        store.save(replace(made, photo=unlike(photo), original=unlike(original)))

    store = open_store(post, clock)
    began_s = time.perf_counter()
    for _ in range(task.items):
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
    began_s, worked_s = time.perf_counter(), time.process_time()
    link.start()
    people.start()
    looks_s: list[float] = []
    try:
        while (delivered := store.counts()[Delivery.ACCEPTED]) < task.deliver:
            time.sleep(LOOK_S)
            look_s = time.perf_counter()
            store.depth()
            link.status()
            looks_s.append(time.perf_counter() - look_s)
        drained_s, worked_s = time.perf_counter() - began_s, time.process_time() - worked_s
    finally:
        over.set()
        people.join()
        link.stop()
    growth_mb = peak_mb() - before_mb
    store.close()
    looked = tuple(looks_s), tuple(saves_s)
    line.send(Drained(filled_s, opened_s, drained_s, delivered, worked_s, *looked, growth_mb))


def pictures(small: bool = False) -> tuple[bytes, bytes]:
    """Return a finished photo and the frame it was made of, as large as real ones or ``small``."""
    if small:
        return noisy_jpeg(SMALL_PX, PHOTO_QUALITY), noisy_jpeg(SMALL_PX, PHOTO_QUALITY)
    return noisy_jpeg(PHOTO_PX, PHOTO_QUALITY), noisy_jpeg(FRAME_PX, FRAME_QUALITY)


def noisy_jpeg(size_px: tuple[int, int], quality: int) -> bytes:
    """Return a JPEG of soft noise: as many bytes as a picture of that size has, and as long to decode."""
    soft = ImageFilter.GaussianBlur(_SOFT_PX)
    channels = [Image.effect_noise(size_px, _NOISE).filter(soft) for _ in range(3)]
    buffer = io.BytesIO()
    Image.merge("RGB", channels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def unlike(jpeg: bytes) -> bytes:
    """Return the same picture with a comment that no other has."""
    comment = secrets.token_bytes(16)
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


def _every(seconds: float, over: threading.Event, took_s: list[float], act: Callable[[], None]) -> None:
    while not over.wait(seconds):
        began_s = time.perf_counter()
        act()
        took_s.append(time.perf_counter() - began_s)
