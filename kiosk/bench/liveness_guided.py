"""Reacting sitters coached to a photo by the booth's own guidance: are they taken for live by then?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.bench.drawn import SIZE
from kiosk.bench.starts import COMING_S, GIVEN_UP_S, STAGE
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.actor import Act, Actor
from kiosk.camera.sitter.people import load_cast
from kiosk.camera.sitter.render import Renderer
from kiosk.campaign.rules import LivePerson
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.verdict import Capture, Status
from kiosk.paths import config_dir
from kiosk.photo.spec import load_spec
from kiosk.services.framing import Framer
from kiosk.services.liveness import LiveDesk
from kiosk.services.ruling import rules_for
from kiosk.vision.landmarks import FACE_MODEL

RATE_HZ = 15.0
"""Observations a second of the simulated clock."""


@dataclass(frozen=True)
class Guided:
    """One person: from sitting down to the photo, s (None: not taken), and what was found by then."""

    number: int
    taken_s: float | None
    found: Status | None


class GuidedPeople:
    """One worker."""

    def __init__(self, models: Path, seed: int) -> None:
        spec = load_spec("chsi")
        self._seed = seed
        self._renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._cast = load_cast(config_dir() / "sitter.toml")
        self._framer = Framer(models, spec, rules_for(spec))
        self._framer.prepare()
        self._desk = LiveDesk(models, lambda: LivePerson.RECORD)

    def __call__(self, number: int) -> Guided:
        """Coach person ``number`` to a photo."""
        actor = Actor(self._cast, seed=1000 * self._seed + number + 1)
        actor.hear(None, STAGE)
        tick = 0
        while actor.act is not Act.SITTING:
            tick += 1
            actor.advance(tick / RATE_HZ)
            if tick > COMING_S * RATE_HZ:
                raise RuntimeError(f"person {number} never sat down")
        guiding = self._desk.watching(self._framer.begin())
        began, capture = tick, None
        # Times of the clips follow each other: the models are those of one camera.
        offset_s = number * (COMING_S + GIVEN_UP_S)
        while capture is None and tick - began < GIVEN_UP_S * RATE_HZ:
            tick += 1
            scene = actor.advance(tick / RATE_HZ)
            bgr = self._renderer.render(scene, SIZE, tick, alpha=False).bgr
            guide, capture = guiding.step(Frame(tick, offset_s + tick / RATE_HZ, bgr))
            actor.hear(None if guide.hint is None else guide.hint.code, STAGE)
        return _told(number, capture, (tick - began) / RATE_HZ)

    def close(self) -> None:
        self._framer.release()


def _told(number: int, capture: Capture | None, lasted_s: float) -> Guided:
    if capture is None:
        return Guided(number, None, None)
    return Guided(number, lasted_s, None if capture.live is None else capture.live.status)
