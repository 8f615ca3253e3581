"""The same person from the consent to the photo: who stays is let be, a swap is noticed, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.camera.frame import Frame, Picture
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import HairStyle, Pose, Scene
from kiosk.compare.comparer import Comparer, FaceFinder, open_comparer
from kiosk.compare.consent import ComparisonConsent
from kiosk.compare.settings import load_compare
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.geometry import Box
from kiosk.guidance.verdict import Capture, Guide, ShutterPhase, ShutterState, Target
from kiosk.paths import models_dir
from kiosk.services.company import Company
from kiosk.session.events import AnotherPerson, Event
from kiosk.vision.observation import Observation
from tests.leftovers import ExpectLog

CONSENT = ComparisonConsent("person", "2026-01", "0" * 64, datetime(2026, 5, 1, tzinfo=UTC))
STEP_S = 0.1
SLEEVES_PX = (530, 640, 750)
"""How far a jacket is off, from the left; the sitter's eyes are 100 px apart."""
Models = tuple[FaceFinder, Comparer]


@pytest.fixture(scope="module")
def models() -> Models:
    return open_comparer()


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    """One drawn person, the same bent over the screen and without the jacket, others, and nobody."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    skin = tuple(0.15 * part for part in Scene().look.skin)
    other = replace(Scene(), look=replace(Scene().look, skin=skin, hair=HairStyle.LONG))
    bent = replace(Scene(), pose=replace(Pose(), pitch_deg=-28.0))
    low = replace(bent, pose=replace(bent.pose, y=0.6))  # the picture ends above the clothes
    aside = replace(Scene(), pose=replace(Pose(), yaw_deg=35.0))
    # 0.82 like the first one's face: no reason to doubt but the skin's colour.
    tanned = tuple(0.55 * part for part in Scene().look.skin)
    alike = replace(Scene(), look=replace(Scene().look, skin=tanned, hair=HairStyle.LONG))
    shirt = tuple(255 - part for part in Scene().look.shirt)
    undressed = replace(Scene(), look=replace(Scene().look, shirt=shirt))
    scenes = {
        "first": Scene(), "bent": bent, "other": other, "alike": alike, "undressed": undressed,
        "low": low, "aside": aside, "nobody": Scene(present=False),
    }  # fmt: skip
    drawn = {name: renderer.render(scene, (1280, 720), 1).bgr for name, scene in scenes.items()}
    sleeves = {
        f"off to {edge}": np.hstack([drawn["undressed"][:, :edge], drawn["first"][:, edge:]])
        for edge in SLEEVES_PX
    }
    return drawn | sleeves


class Seat:
    """Before the camera, with a clock of its own."""

    def __init__(self, company: Company, pictures: dict[str, Picture]) -> None:
        self.company, self._pictures = company, pictures
        self.now_s, self._seq = 0.0, 0

    def sits(self, who: str, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.company.look(self.frame(who))

    def frame(self, who: str) -> Frame:
        self.now_s, self._seq = self.now_s + STEP_S, self._seq + 1
        return Frame(self._seq, self.now_s, self._pictures[who])

    def captured(self, who: str) -> Capture | None:
        """Return what guidance gives when the shutter falls at once."""
        return self.company.guiding(_AtOnce()).step(self.frame(who))[1]


class _AtOnce:
    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        seen = Observation(frame.seq, frame.taken_at, 1280, 720, {})
        target = Target(Box(0, 0, 480, 640), Box(100, 100, 200, 250), 200, 500)
        guide = Guide(seen, (), None, ShutterState(ShutterPhase.GUIDING), target)
        return guide, Capture(frame, seen, (), manual=False)

    def take_manually(self) -> None:
        raise AssertionError("nobody asks for it")


Sit = Callable[[], tuple[Seat, list[Event]]]


@pytest.fixture
def sit(models: Models, pictures: dict[str, Picture]) -> Sit:
    def make() -> tuple[Seat, list[Event]]:
        events: list[Event] = []
        company = Company(load_compare().session, events.append, lambda: models)
        company.admit(CONSENT)
        return Seat(company, pictures), events

    return make


def test_who_stays_looks_down_and_goes_away_for_a_moment_is_photographed(sit: Sit) -> None:
    seat, events = sit()
    for who, seconds in (("first", 1.5), ("bent", 2.0), ("nobody", 1.0), ("first", 0.5)):
        seat.sits(who, seconds)
    assert seat.captured("first") is not None
    assert events == []


def test_who_sits_down_instead_is_noticed_once(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 1.5)
    seat.sits("nobody", 0.7)
    seat.sits("other", 2.5)
    assert events == [AnotherPerson()]
    assert seat.captured("other") is None


def test_somebody_alike_of_another_colour_is_noticed(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 1.5)
    seat.sits("alike", 2.5)
    assert events == [AnotherPerson()]


def test_who_sits_down_before_the_first_ones_face_was_seen_is_noticed_by_colours(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("bent", 1.0)
    assert events == []
    seat.sits("nobody", 0.8)
    seat.sits("other", 1.5)
    assert events == [AnotherPerson()]
    assert seat.captured("other") is None


def test_who_went_before_their_face_was_seen_from_the_front_says_anew_who_they_are(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("aside", 1.5)
    seat.sits("nobody", 0.8)
    seat.sits("first", 1.5)
    assert events == [AnotherPerson()]


def test_clothes_that_came_into_view_later_are_remembered(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("low", 2.5)
    seat.sits("first", 2.5)
    seat.sits("nobody", 0.8)
    assert events == []
    seat.sits("undressed", 2.0)
    assert events == [AnotherPerson()]


def test_who_first_bends_over_the_screen_is_photographed(sit: Sit) -> None:
    seat, events = sit()
    for who, seconds in (("bent", 1.0), ("first", 1.5), ("bent", 1.0), ("first", 1.5)):
        seat.sits(who, seconds)
    assert seat.captured("first") is not None
    assert events == []


def test_a_swap_after_one_look_is_noticed(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 0.5)
    seat.sits("other", 3.5)
    assert events == [AnotherPerson()]


def test_a_friend_who_looked_at_the_photo_does_not_spoil_the_next(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 1.5)
    seat.sits("other", 2.5)  # at the review: nobody is asked anything there
    assert events == [AnotherPerson()]
    assert seat.captured("first") is not None
    assert seat.captured("other") is None
    assert events == [AnotherPerson()] * 2


def test_who_takes_a_jacket_off_is_photographed(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 1.5)
    for edge in SLEEVES_PX:
        seat.sits(f"off to {edge}", 0.4)
    seat.sits("undressed", 2.5)
    assert seat.captured("undressed") is not None
    assert events == []


def test_clothes_that_are_others_all_at_once_are_another_persons(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 1.5)
    assert seat.captured("undressed") is None
    assert events == [AnotherPerson()]


def test_a_swap_just_before_the_shutter_gives_no_photo_of_anybody_else(sit: Sit) -> None:
    seat, events = sit()
    seat.sits("first", 1.5)
    assert seat.captured("other") is None
    assert events == [AnotherPerson()]


def test_without_consent_nobody_is_looked_at_and_afterwards_nothing_is_known(
    models: Models, pictures: dict[str, Picture]
) -> None:
    loaded: list[None] = []

    def load() -> Models:
        loaded.append(None)
        return models

    events: list[Event] = []
    seat = Seat(Company(load_compare().session, events.append, load), pictures)
    seat.sits("first", 1.0)
    assert seat.captured("other") is not None
    assert loaded == []
    seat.company.admit(CONSENT)
    seat.sits("first", 1.5)
    track = seat.company._track
    assert track is not None
    known = [look.embedding for look in track.known if look.embedding is not None]
    assert len(known) == 2
    seat.company.part()
    seat.sits("other", 0.2)
    assert seat.company._track is None
    assert not any(np.any(embedding._unit) for embedding in known)
    assert seat.captured("other") is not None and events == []


def test_a_missing_model_stops_the_watching_and_no_photo(
    pictures: dict[str, Picture], expect_log: ExpectLog
) -> None:
    expect_log("kiosk.services.company", "not watched: model-missing")

    def load() -> Models:
        raise KioskError("model-missing", "A model file is missing.", "Run: kiosk models install")

    events: list[Event] = []
    seat = Seat(Company(load_compare().session, events.append, load), pictures)
    seat.company.admit(CONSENT)
    seat.sits("first", 0.5)
    assert seat.captured("other") is not None and events == []
