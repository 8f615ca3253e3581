"""Drawn people of every skin tone and hair style: what guidance and comparison say of each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from kiosk.bench.cells import CELLS, of_cell
from kiosk.bench.compare_drawn import Change, Person, Studio, Worn, leave, play
from kiosk.bench.drawn import SIZE
from kiosk.bench.faults import FAULTS
from kiosk.bench.looks import well_posed
from kiosk.bench.shown import Shown, lit
from kiosk.bench.truth import CRITERIA
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import HairStyle
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.continuity import Standing
from kiosk.compare.settings import CompareSettings
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import Rules
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observe import Observer

RULES = ("ear-left", "ear-right", "brows-free", "eyes-free")
"""Those that look at hair and what it lets be seen."""
_HAIR = ("ear left", "ear right", "ears", "brows", "hair over eyes")
"""Faults of which every second person has one."""


@dataclass(frozen=True)
class FairPicture:
    """One person's picture: rule → whether it is truly met (None: grey zone), and its verdict."""

    tone: str
    hair: HairStyle
    truths: Mapping[str, bool | None]
    verdicts: Mapping[str, str]


class FairPictures:
    """Draws one person a number, each in the cell whose turn it is, and judges them; one worker's."""

    def __init__(self, models: Path, rules: Rules, seed: int) -> None:
        self._renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._observer = Observer.open(models, live=False)
        self._rules, self._seed = rules, seed
        self._target = target_for(*SIZE, load_spec("chsi"))

    def __call__(self, number: int) -> FairPicture:
        """Draw, observe and judge person ``number``."""
        random = np.random.default_rng([self._seed, number, 97])
        scene = of_cell(well_posed(random), number, random)
        turn = number // len(CELLS)
        if turn % 2:
            scene = FAULTS[_HAIR[turn // 2 % len(_HAIR)]].change(scene, random)
        drawn = self._renderer.render(scene, SIZE, number, alpha=False)
        observation = self._observer.observe(Frame(number + 1, float(number), drawn.bgr))
        shown = Shown(drawn.truth, self._target, lit(drawn.bgr, drawn.truth))
        said = {
            verdict.rule: verdict.status.value for verdict in self._rules.judge(observation, self._target)
        }
        tone, hair = CELLS[number % len(CELLS)]
        return FairPicture(
            tone,
            hair,
            {rule: CRITERIA[rule].judge(shown) for rule in RULES},
            {rule: said[rule] for rule in RULES},
        )

    def close(self) -> None:
        self._observer.close()


@dataclass(frozen=True)
class FairCell:
    """What comparison says of the people of one cell; counts.

    Attributes
    ----------
    drawn, found
        People, and those whose face was found in every look.
    missed
        Of those found, not the same by their score in another pose.
    worn, worn_missed
        Looks with glasses or other light, and those not found or not the same by their score.
    stayed
        Of those found, said to be the same through the session.
    swaps, noticed
        Ordered pairs of two people of this cell, each in two ways, and those noticed.
    """

    tone: str
    hair: HairStyle
    drawn: int
    found: int
    missed: int
    worn: int
    worn_missed: int
    stayed: int
    swaps: int
    noticed: int


class FairCells:
    """Draws the people of one cell after the other; one worker's."""

    def __init__(self, models: Path, settings: CompareSettings, people: int, seed: int) -> None:
        self._settings, self._people, self._seed = settings, people, seed
        self._mark = settings.curve.similarity(settings.score.mark)
        renderer = Renderer(load_face_mesh(models / FACE_MODEL))
        self._studio = Studio(renderer, *open_comparer(models), vouched(datetime.now(UTC)))

    def __call__(self, cell: int) -> FairCell:
        """Draw the people of one cell and compare them among each other."""
        numbers = range(cell, self._people * len(CELLS), len(CELLS))
        seen = [self._studio.person(number, self._seed, tuple(Worn)) for number in numbers]
        people = [person for person in seen if person is not None]
        same = [_similarity(person) for person in people]
        worn = [value for person in people for value in person.worn.values()]
        pairs = [
            play(first, then, change, self._settings.session)
            for change in (Change.SEATS, Change.AT_ONCE)
            for first in people
            for then in people
            if then is not first
        ]
        stays = [play(person, person, Change.NOTHING, self._settings.session) for person in people]
        tone, hair = CELLS[cell]
        told = FairCell(
            tone, hair, self._people, len(people), sum(value < self._mark for value in same),
            len(worn), sum(value is None or value < self._mark for value in worn),
            stays.count(Standing.SAME), len(pairs), sum(said is not Standing.SAME for said in pairs),
        )  # fmt: skip
        leave(people)
        return told

    def close(self) -> None:
        """Nothing is held but memory."""


def _similarity(person: Person) -> float:
    first, second = person.looks[0].embedding, person.looks[2].embedding
    assert first is not None and second is not None
    return first.similarity(second)


def together(cells: list[FairCell], tone: str | None, hair: HairStyle | None) -> FairCell | None:
    """Return the sums over cells of a tone, of a hair style, or (None) of any; None of nothing."""
    chosen = [one for one in cells if tone in (None, one.tone) and hair in (None, one.hair)]
    if not chosen:
        return None
    names = ("drawn", "found", "missed", "worn", "worn_missed", "stayed", "swaps", "noticed")
    return replace(chosen[0], **{name: sum(getattr(one, name) for one in chosen) for name in names})
