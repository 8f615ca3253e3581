"""The sitter's own process: acts and draws at a steady rate into a ring of shared pictures."""

from __future__ import annotations

import signal
import time
from ctypes import c_ubyte
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import cv2
import numpy as np

from kiosk.camera.sitter.actor import Actor
from kiosk.camera.sitter.people import Cast
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Truth
from kiosk.face_mesh import FaceMesh

SLOTS = 4
CATCHES_UP = 6
"""So many pictures late the sitter still draws every one, a little faster, as a camera's driver hands over
what it has kept; only what is later is left out."""
SHORTEST_GAP = 0.6
"""Pictures that catch up follow each other after this share of the usual gap."""


@dataclass(frozen=True, eq=False)
class Order:
    """Everything the process needs to begin."""

    mesh: FaceMesh
    cast: Cast
    seed: int
    size: tuple[int, int]
    fps: float


@dataclass(frozen=True)
class Hear:
    hint: str | None
    stage: str


@dataclass(frozen=True)
class ShowCode:
    text: str | None


@dataclass(frozen=True)
class NextPerson:
    pass


@dataclass(frozen=True)
class StayAway:
    on: bool


@dataclass(frozen=True)
class Free:
    """The parent has copied this slot."""

    slot: int


@dataclass(frozen=True)
class Drawn:
    """A picture lies in ``slot``; ``cpu_s`` is the process' CPU time so far."""

    slot: int
    truth: Truth
    cpu_s: float


def perform(order: Order, ring: Any, pipe: Connection) -> None:
    """Act until the pipe closes: it does when the parent stops the sitter, and when the parent dies.

    Parameters
    ----------
    ring
        Shared bytes for :data:`SLOTS` pictures of ``order.size``.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    cv2.setNumThreads(1)
    width, height = order.size
    slots = np.frombuffer(ring, np.uint8).reshape(SLOTS, height, width, 3)
    actor, renderer = Actor(order.cast, order.seed), Renderer(order.mesh)
    free = list(range(SLOTS))
    tick = 0
    begun = drew = time.monotonic()
    try:
        while True:
            due = max(begun + tick / order.fps, drew + SHORTEST_GAP / order.fps)
            while pipe.poll(max(0.0, due - time.monotonic())):
                _obey(pipe.recv(), actor, free)
            drew = time.monotonic()
            tick = following(tick, drew - begun, order.fps)
            scene = actor.advance(tick / order.fps)
            if not free:
                continue
            slot = free.pop()
            drawn = renderer.render(scene, order.size, tick, alpha=False)
            slots[slot] = drawn.bgr
            pipe.send(Drawn(slot, drawn.truth, time.process_time()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def following(tick: int, elapsed_s: float, fps: float) -> int:
    """Return the number of the picture to draw after ``tick``, ``elapsed_s`` after the first.

    Numbers are times: what is left out because it is too late takes its time all the same.
    """
    late = int(elapsed_s * fps) - tick
    return tick + 1 if late <= CATCHES_UP else tick + 1 + late


def _obey(message: Any, actor: Actor, free: list[int]) -> None:
    match message:
        case Free(slot):
            free.append(slot)
        case Hear(hint, stage):
            actor.hear(hint, stage)
        case ShowCode(text):
            actor.show_code(text)
        case NextPerson():
            actor.next_person()
        case StayAway(on):
            actor.stay_away(on)
        case _:
            raise TypeError(f"the sitter does not understand {message!r}")


def shared_ring(context: Any, size: tuple[int, int]) -> Any:
    """Return anonymous shared memory for the ring; it vanishes with its last user."""
    return context.RawArray(c_ubyte, SLOTS * size[0] * size[1] * 3)
