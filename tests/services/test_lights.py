"""A dark room is trouble, a passing shadow is none."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.services.lights import DARK_AFTER_S, LIGHT_AFTER_S, Lights, lights_off
from kiosk.session.events import Event, Fault, FaultCleared


def frames(level: int, begin_s: float, seconds: float) -> list[Frame]:
    """A noisy picture of this level, a small bright light in it, 15 times a second."""
    noise = np.random.default_rng(1).integers(-8, 9, (72, 128, 3))
    picture = np.clip(level + noise, 0, 255).astype(np.uint8)
    picture[:3, :3] = 255
    return [Frame(n, begin_s + n / 15, picture) for n in range(round(15 * seconds))]


def told(lights: Lights, shown: list[Frame]) -> list[tuple[float, Event]]:
    seen = [(frame.taken_at, lights.look(frame)) for frame in shown]
    return [(at, event) for at, event in seen if event is not None]


def test_the_dark_is_told_once_and_so_is_the_light() -> None:
    lights = Lights()
    assert told(lights, frames(120, 0, 5)) == []
    ((at, event),) = told(lights, frames(10, 5, 10))
    assert isinstance(event, Fault) and event.error.code == "lights-off"
    assert DARK_AFTER_S <= at - 5 < DARK_AFTER_S + 0.6
    ((at, cleared),) = told(lights, frames(120, 20, 5))
    assert cleared == FaultCleared(lights_off().code)
    assert LIGHT_AFTER_S <= at - 20 < LIGHT_AFTER_S + 0.6


def test_a_hand_before_the_lens_or_a_flicker_is_no_trouble() -> None:
    lights = Lights()
    shown = [
        each
        for n in range(4)
        for each in (*frames(10, 5 * n, DARK_AFTER_S - 1), *frames(120, 5 * n + DARK_AFTER_S - 1, 1))
    ]
    assert told(lights, shown) == []
