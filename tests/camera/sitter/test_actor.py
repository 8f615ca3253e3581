"""The sitter does exactly what it is told, like a person: late, smoothly, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.sitter.actor import Act, Actor
from kiosk.camera.sitter.hints import BEYOND, IDEAL, RESPONSES
from kiosk.camera.sitter.people import Cast, Fault, load_cast, sitter
from kiosk.camera.sitter.scene import Scene
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.tomlfile import read_toml

FPS = 30


class Stage:
    """Lets an actor's time pass and keeps the newest scene."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.tick = actor, 0
        self.scene = actor.advance(0.0)

    def run(self, seconds: float) -> list[Scene]:
        scenes = []
        for _ in range(round(seconds * FPS)):
            self.tick += 1
            self.scene = self.actor.advance(self.tick / FPS)
            scenes.append(self.scene)
        return scenes

    def until(self, act: Act, within_s: float = 10.0) -> None:
        for _ in range(round(within_s * FPS)):
            if self.actor.act is act:
                return
            self.run(1 / FPS)
        raise AssertionError(f"never {act}")


@pytest.fixture
def exact(cast: Cast) -> Cast:
    """Somebody who hears every hint and ends each movement where it was meant."""
    return replace(cast, manners=replace(cast.manners, overshoot=(0.0, 0.0), missed=0.0))


def sat_down(cast: Cast, seed: int = 0) -> Stage:
    stage = Stage(Actor(cast, seed))
    stage.actor.hear(None, "frame")
    stage.until(Act.SITTING)
    stage.run(cast.manners.sit_s + 0.1)
    return stage


@pytest.fixture
def seated(exact: Cast) -> Stage:
    return sat_down(exact)


def measure(scene: Scene, name: str) -> float:
    owner = scene.look if name.startswith("hair_over") else scene.pose
    return float(getattr(owner, name))


def test_the_first_sitter_makes_the_six_classic_mistakes(seated: Stage, cast: Cast) -> None:
    faults = sitter(cast, 0).faults
    assert len(faults) == 6
    for name, wrong in faults.items():
        assert measure(seated.scene, name) == pytest.approx(wrong, abs=0.5)


def hint_for(name: str, wrong: float) -> str:
    """The most particular hint that leads ``name`` from ``wrong`` to its ideal."""
    found = [
        (len(steps), code)
        for code, steps in RESPONSES.items()
        for step in steps
        if step.measure == name and (step.nudge == 0 or step.nudge * (IDEAL[name] - wrong) > 0)
    ]
    return min(found)[1]


def test_each_fault_is_corrected_when_told_and_no_other(seated: Stage, cast: Cast) -> None:
    left = dict(sitter(cast, 0).faults)
    for fault in list(left):
        code = hint_for(fault, left[fault])
        seated.actor.hear(code, "frame")
        seated.run(2.0)
        seated.actor.hear(None, "frame")
        seated.run(0.2)
        del left[fault]
        assert measure(seated.scene, fault) == pytest.approx(IDEAL[fault], abs=0.01), code
        for name, wrong in left.items():
            assert measure(seated.scene, name) == pytest.approx(wrong, abs=0.01), (
                f"{code} also changed {name}"
            )


def test_a_correction_begins_after_a_human_delay_and_is_smooth(seated: Stage, cast: Cast) -> None:
    begin = measure(seated.scene, "yaw_deg")
    seated.actor.hear(hint_for("yaw_deg", begin), "frame")
    yaw = np.array([begin, *(scene.pose.yaw_deg for scene in seated.run(2.0))])
    moving = np.flatnonzero(np.abs(np.diff(yaw)) > 1e-6) / FPS
    shortest, longest = cast.manners.reaction_s
    assert shortest - 1 / FPS <= moving[0] <= longest + 0.15  # a minimum-jerk movement starts slowly
    assert 0.3 < moving[-1] - moving[0] < cast.manners.movement_s[1] + 0.1
    assert (np.diff(yaw) * np.sign(-begin) >= -1e-9).all(), "never back"
    assert np.abs(np.diff(yaw, 2)).max() < 0.25, "no jerk"


def test_nobody_hits_exactly_what_was_meant_and_some_hear_a_hint_late(cast: Cast) -> None:
    ends, begins = [], []
    for seed in range(1, 41):
        stage = sat_down(replace(cast, at_once=(0, 0)), seed)
        stage.actor.hear("move-left", "frame")
        x = np.array([scene.pose.x for scene in stage.run(3.2)])
        ends.append(x[-1] - IDEAL["x"])
        begins.append(np.flatnonzero(x > IDEAL["x"] + 0.004)[0] / FPS)
    assert np.ptp(ends) > 0.1 * 0.02, "a nudge is 0.02"
    late = np.array(begins) > cast.manners.patience_s
    assert 0 < late.sum() < 12


@pytest.mark.parametrize(
    ("code", "name", "sign"),
    [
        ("move-left", "x", 1), ("move-right", "x", -1), ("move-up", "y", -1), ("move-down", "y", 1),
        ("nearer", "scale_px", 1), ("farther", "scale_px", -1), ("turn-left", "yaw_deg", 1),
        ("turn-right", "yaw_deg", -1), ("chin-up", "pitch_deg", 1), ("chin-down", "pitch_deg", -1),
        ("tilt-left", "roll_deg", 1), ("tilt-right", "roll_deg", -1),
    ],
)  # fmt: skip
def test_a_hint_that_stays_is_followed_further_as_the_mirror_shows_it(
    code: str, name: str, sign: int, seated: Stage, cast: Cast
) -> None:
    seated.actor.hear(code, "frame")
    seated.run(8.0)
    beyond = (measure(seated.scene, name) - IDEAL[name]) * sign
    assert beyond > 0.005, "the sitter's own left is on the mirror's left and on the picture's right"


def test_every_hint_to_move_is_answered() -> None:
    said = read_toml(config_dir() / "hints.toml")["hints"]
    fixes = {code for code, hint in said.items() if hint["kind"] == "fix"}
    assert fixes == set(RESPONSES) | BEYOND
    assert not set(RESPONSES) & BEYOND


def test_holding_still_means_less_sway(cast: Cast) -> None:
    def sway(hint: str | None) -> float:
        stage = Stage(Actor(cast))
        stage.actor.hear(None, "frame")
        stage.until(Act.SITTING)
        stage.run(2)
        stage.actor.hear(hint, "frame")
        return float(np.std([scene.pose.x for scene in stage.run(6)]))

    assert 0 < sway("hold-still") < 0.6 * sway(None)


def test_eyes_blink_now_and_then(seated: Stage) -> None:
    closed = np.array([scene.pose.eyes_closed for scene in seated.run(30)])
    blinks = int(((closed[1:] > 0.5) & (closed[:-1] <= 0.5)).sum())
    assert 5 <= blinks <= 13
    assert (closed > 0.05).mean() < 0.15


def test_a_session_from_the_empty_room_to_the_next_person(cast: Cast) -> None:
    actor = Actor(cast)
    actor.show_code("CODE")
    actor.hear(None, "attract")
    stage = Stage(actor)
    assert not stage.scene.present
    stage.until(Act.STANDING)
    stage.run(1.5)
    assert stage.scene.phone is None, "nobody asked for the code yet"
    actor.hear(None, "scan")
    stage.run(1.5)
    assert stage.scene.phone is not None
    assert (stage.scene.phone.text, stage.scene.phone.raised) == ("CODE", 1.0)
    actor.hear(None, "confirm")
    stage.run(1.5)
    assert stage.scene.phone is None
    actor.hear(None, "frame")
    stage.until(Act.SITTING)
    actor.hear(None, "review")
    stage.run(2.0)
    assert actor.act is Act.SITTING
    actor.hear(None, "done")
    stage.until(Act.LEAVING)
    stage.until(Act.AWAY)
    assert actor.number == 1
    stage.run(3.0)
    assert not stage.scene.present, "nobody comes in while the last person's page is still up"
    actor.hear(None, "attract")
    stage.until(Act.STANDING)
    assert stage.scene.look != sitter(cast, 0).look


def test_next_person_changes_who_it_is_once(cast: Cast) -> None:
    stage = Stage(Actor(cast))
    stage.actor.next_person()
    assert stage.actor.number == 0, "nobody has come yet"
    stage.actor.hear(None, "frame")
    stage.until(Act.SITTING)
    stage.actor.next_person()
    stage.actor.next_person()
    stage.run(0.1)
    assert stage.actor.number == 1
    assert not stage.scene.present


def test_the_same_seed_gives_the_same_performance(cast: Cast) -> None:
    def scenes(seed: int) -> list[Scene]:
        stage = Stage(Actor(cast, seed))
        stage.actor.hear("nearer", "frame")
        return stage.run(12)

    assert scenes(3) == scenes(3)
    assert scenes(3) != scenes(4)


def test_invented_people_differ_and_wear_no_blue(cast: Cast) -> None:
    people = [sitter(cast, number) for number in range(12)]
    assert len({replace(person.look) for person in people}) == 12
    for person in people:
        red, _, blue = person.look.shirt
        assert blue <= red + 12
        assert set(person.faults) <= set(IDEAL)
    assert {len(sitter(cast, number).faults) for number in range(1, 40)} == {3, 4, 5}


def test_of_a_group_of_faults_a_person_has_one_at_most_and_some_have_people_behind(cast: Cast) -> None:
    faults = [sitter(cast, number, seed=5) for number in range(200)]
    grouped = {fault.measures[0]: fault.group for fault in cast.faults.values() if fault.group}
    for person in faults:
        groups = [grouped[name] for name in person.faults if name in grouped]
        assert len(groups) == len(set(groups))
    assert 20 < sum(bool(person.passers_by) for person in faults) < 100


def test_things_are_worn_until_told_off(cast: Cast) -> None:
    for name in ("glasses", "hat", "headphones", "scarf", "face_mask"):
        wearing = replace(cast, classic=("thing",), faults={"thing": Fault(measures=(name,), off=(1.0, 1.0))})
        assert getattr(sat_down(wearing).scene.look, name) is True
        assert getattr(sat_down(replace(wearing, classic=())).scene.look, name) is False


def test_a_fault_of_no_measure_is_refused(tmp_path: Path) -> None:
    text = (config_dir() / "sitter.toml").read_text(encoding="utf-8")
    path = tmp_path / "sitter.toml"
    path.write_text(text.replace('measures = ["x"]', 'measures = ["z"]'), encoding="utf-8")
    with pytest.raises(KioskError, match="z"):
        load_cast(path)
