"""People drawn for swaps before the booth, and a camera that shows one picture of them a step."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from kiosk.bench.cells import CELLS, of_cell
from kiosk.bench.looks import SHIRTS, pick, well_posed
from kiosk.camera.frame import Frame, Picture, Stamper
from kiosk.camera.sitter.motion import sway
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Scene
from kiosk.clock import Clock

SIZE = (1280, 720)
IN_A_ROOM = 6
"""People who come to one booth: wall and lamps are the same for all who may change places."""


class Posture(StrEnum):
    """How somebody is before the camera."""

    LOOKS = "sits as the photo wants it"
    ASKEW = "looks into the camera, not yet right"
    READS = "bent over the screen"
    UNDRESSING = "takes the jacket off, one sleeve after the other"
    UNDRESSED = "as the photo wants it, without the jacket"
    LEFT = "at the picture's left, getting up or sitting down"
    RIGHT = "at its right"


MOMENTS = {
    Posture.LOOKS: 4, Posture.ASKEW: 2, Posture.READS: 2, Posture.UNDRESSED: 2, Posture.LEFT: 1,
    Posture.RIGHT: 1,
}  # fmt: skip
"""Pictures of each; of a jacket that is taken off one for each of :data:`SLEEVES`."""
SLEEVES = (-0.13, -0.1, -0.07, 0.0, 0.07, 0.1, 0.13)
"""How far it is off, from the left: widths of the picture beside its middle."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Somebody in every posture, and the room without them."""

    number: int
    pictures: dict[Posture, tuple[Picture, ...]]
    nobody: Picture


def people(renderer: Renderer, count: int, seed: int) -> list[Drawn]:
    """Draw people, :data:`IN_A_ROOM` to a room; skin tones and hair styles by lot."""
    drawn = []
    for number in range(count):
        room = well_posed(np.random.default_rng([seed, number // IN_A_ROOM, 5]))
        random = np.random.default_rng([seed, number, 6])
        own = of_cell(well_posed(random), int(random.integers(len(CELLS))), random)
        drawn.append(_drawn(renderer, number, replace(own, wall=room.wall, light=room.light), random))
    return drawn


def _drawn(renderer: Renderer, number: int, scene: Scene, random: np.random.Generator) -> Drawn:
    def draw(scene: Scene) -> Picture:
        bgr = renderer.render(scene, SIZE, int(random.integers(1 << 30)), alpha=False).bgr
        return np.ascontiguousarray(bgr, np.uint8)

    shirts = tuple(shirt for shirt in SHIRTS if shirt != scene.look.shirt)
    changed = replace(scene, look=replace(scene.look, shirt=pick(random, shirts)))

    def posed(posture: Posture, moment: int) -> Picture:
        worn = changed if posture is Posture.UNDRESSED else scene
        return draw(_posed(worn, posture, moment, random))

    pictures = {
        posture: tuple(posed(posture, moment) for moment in range(moments))
        for posture, moments in MOMENTS.items()
    }
    on, off = (draw(_posed(worn, Posture.LOOKS, 0, random)) for worn in (scene, changed))
    edges = [round((scene.pose.x + beside) * SIZE[0]) for beside in SLEEVES]
    pictures[Posture.UNDRESSING] = tuple(np.hstack([off[:, :edge], on[:, edge:]]) for edge in edges)
    return Drawn(number, pictures, draw(replace(scene, present=False)))


def _posed(scene: Scene, posture: Posture, moment: int, random: np.random.Generator) -> Scene:
    pose = scene.pose
    match posture:
        case Posture.LOOKS | Posture.UNDRESSED:
            x, y, _, breath = sway(0.3 * moment, 0.0)
            pose = replace(pose, x=pose.x + 0.001 * x, y=pose.y + 0.001 * y, breath=breath)
        case Posture.ASKEW:
            lean = float(random.choice((-1, 1))) * float(random.uniform(6, 11))
            pose = replace(
                pose,
                x=pose.x + float(random.uniform(-0.08, 0.08)),
                scale_px=pose.scale_px * float(random.uniform(0.78, 1.0)),
                roll_deg=lean,
                shoulder_tilt_deg=0.5 * lean,
                yaw_deg=float(random.uniform(-9, 9)),
                pitch_deg=float(random.uniform(-10, 6)),
            )
        case Posture.LEFT | Posture.RIGHT:
            side = -1 if posture is Posture.LEFT else 1
            pose = replace(
                pose,
                x=0.5 + side * float(random.uniform(0.26, 0.34)),
                roll_deg=-side * float(random.uniform(0, 12)),
                yaw_deg=float(random.uniform(-20, 20)),
            )
        case Posture.READS:
            pose = replace(
                pose,
                y=pose.y + float(random.uniform(0.02, 0.06)),
                pitch_deg=float(random.uniform(-30, -18)),
                yaw_deg=float(random.uniform(-10, 10)),
                gaze_y=-0.7,
            )
    return replace(scene, pose=pose)


class StepCamera:
    """Gives the next picture when it is told to; implements :class:`kiosk.camera.source.Camera`.

    Attributes
    ----------
    shown
        Number of a frame → number of the person on it, None for nobody.
    """

    name = "steps"

    def __init__(self, clock: Clock) -> None:
        self._stamper = Stamper(clock)
        self._given: list[tuple[Picture, int | None]] = []
        self._ready = threading.Condition()
        self.shown: dict[int, int | None] = {}

    def open(self) -> None:
        return

    def close(self) -> None:
        return

    def give(self, picture: Picture, person: int | None) -> None:
        """Let the camera see this next."""
        with self._ready:
            self._given.append((picture, person))
            self._ready.notify()

    def read(self, timeout_s: float) -> Frame | None:
        with self._ready:
            if not self._ready.wait_for(lambda: bool(self._given), timeout_s):
                return None
            picture, person = self._given.pop(0)
        frame = self._stamper.stamp(picture.view())
        self.shown[frame.seq] = person
        return frame


def pairs(crowd: Sequence[Drawn], random: np.random.Generator) -> tuple[Drawn, Drawn]:
    """Return two different people of one room, by lot."""
    first = crowd[int(random.integers(len(crowd)))]
    room = [one for one in crowd if one.number // IN_A_ROOM == first.number // IN_A_ROOM and one is not first]
    return first, room[int(random.integers(len(room)))]
