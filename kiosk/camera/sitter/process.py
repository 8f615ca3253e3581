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
    tick, begun = 0, time.monotonic()
    try:
        while True:
            due = begun + tick / order.fps
            while pipe.poll(max(0.0, due - time.monotonic())):
                _obey(pipe.recv(), actor, free)
            late = int((time.monotonic() - begun) * order.fps) - tick
            tick += 1 + max(0, late)  # a picture that cannot be on time is left out, the time line stays
            scene = actor.advance(tick / order.fps)
            if not free:
                continue
            slot = free.pop()
            drawn = renderer.render(scene, order.size, tick, alpha=False)
            slots[slot] = drawn.bgr
            pipe.send(Drawn(slot, drawn.truth, time.process_time()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


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
        case _:
            raise TypeError(f"the sitter does not understand {message!r}")


def shared_ring(context: Any, size: tuple[int, int]) -> Any:
    """Return anonymous shared memory for the ring; it vanishes with its last user."""
    return context.RawArray(c_ubyte, SLOTS * size[0] * size[1] * 3)
