"""The bench's own truth: good scenes meet every rule, each fault at its plainest breaks just its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kiosk.bench.looks import well_posed
from kiosk.bench.scenery import blue
from kiosk.bench.shown import Shown, difference, lab, lit
from kiosk.bench.truth import CRITERIA
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import PasserBy, Scene
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, models_dir
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec

SIZE = (1280, 720)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


def shown(renderer: Renderer, scene: Scene) -> Shown:
    drawn = renderer.render(scene, SIZE, alpha=False)
    return Shown(drawn.truth, target_for(*SIZE, load_spec("chsi")), lit(drawn.bgr, drawn.truth))


def judged(renderer: Renderer, scene: Scene) -> dict[str, bool | None]:
    seen = shown(renderer, scene)
    return {name: criterion.judge(seen) for name, criterion in CRITERIA.items()}


def good() -> Scene:
    scene = well_posed(np.random.default_rng(3))
    wall = replace(scene.wall, colour=(206, 209, 210))
    return replace(scene, wall=wall, look=replace(scene.look, shirt=(120, 60, 60), hair_colour=(40, 30, 30)))


def changed(scene: Scene, owner: str | None, **values: Any) -> Scene:
    return replace(scene, **(values if owner is None else {owner: replace(getattr(scene, owner), **values)}))


def test_every_rule_has_a_truth() -> None:
    assert {rule.name for rule in load_rules(config_dir() / "rules.toml").rules} <= set(CRITERIA)


def test_well_posed_people_break_no_rule(renderer: Renderer) -> None:
    clothes = {"clothes-wall", "wall-contrast"}  # shirt, hair and wall are drawn by lot
    for seed in range(5):
        verdicts = judged(renderer, well_posed(np.random.default_rng(seed)))
        assert {name for name, met in verdicts.items() if met is False} <= clothes
        assert sum(met is True for met in verdicts.values()) > 30


@pytest.mark.parametrize(
    ("rules", "owner", "values"),
    [
        ({"yaw", "ear-left", "ears-even"}, "pose", {"yaw_deg": 12.0}),
        ({"yaw", "ear-right", "ears-even"}, "pose", {"yaw_deg": -12.0}),
        ({"pitch"}, "pose", {"pitch_deg": -15.0}),
        ({"roll"}, "pose", {"roll_deg": 7.0}),
        ({"place-x"}, "pose", {"x": 0.60}),
        ({"distance"}, "pose", {"scale_px": 12.0}),
        ({"shoulders-level"}, "pose", {"shoulder_tilt_deg": -7.0}),
        ({"shoulders-turned"}, "pose", {"torso_turn_deg": 30.0}),
        ({"shoulders-raised"}, "pose", {"shrug": 1.0}),
        ({"ear-right", "ears-even"}, "look", {"hair_over_left_ear": 1.0}),
        ({"ear-left", "ears-even"}, "look", {"hair_over_right_ear": 1.0}),
        ({"brows-free"}, "look", {"hair_over_brows": 1.0}),
        ({"head-covering"}, "look", {"hat": True}),
        ({"head-covering"}, "look", {"scarf": True}),
        ({"headphones"}, "look", {"headphones": True}),
        ({"face-free"}, "look", {"face_mask": True}),
        ({"face-free"}, "look", {"hand": 1.0}),
        ({"glasses"}, "look", {"glasses": True}),
        ({"glasses", "lens-glare"}, "look", {"glasses": True, "glare": 0.9}),
        ({"glasses", "lens-tint"}, "look", {"glasses": True, "tint": 0.9}),
        ({"clothes-blue"}, "look", {"shirt": (40, 80, 180)}),
        ({"clothes-wall"}, "look", {"shirt": (204, 208, 212)}),
        ({"eyes-open"}, "pose", {"eyes_closed": 1.0}),
        ({"gaze-x"}, "pose", {"gaze_x": 1.0}),
        ({"gaze-y"}, "pose", {"gaze_y": -1.0}),
        ({"mouth-closed"}, "pose", {"mouth_open": 0.5}),
        ({"mouth-closed"}, "pose", {"teeth": 1.0}),
        ({"smile"}, "pose", {"smile": 1.0}),
        ({"brows-raised"}, "pose", {"brow_raise": 1.0}),
        ({"frown"}, "pose", {"frown": 1.0}),
        ({"light-even"}, "light", {"azimuth_deg": 80.0, "elevation_deg": 10.0, "strength": 1.0}),
        ({"light-level"}, "light", {"level": 0.15}),
        ({"highlights"}, "light", {"spot": 1.0}),
        ({"red-eye"}, "light", {"red_eye": 1.0}),
        ({"colour-cast"}, "light", {"temperature_k": 3000.0}),
        ({"wall-even"}, "wall", {"uneven": 1.0}),
        ({"wall-clutter"}, "wall", {"clutter": 1.0}),
        ({"wall-shadow"}, "wall", {"shadow": 1.0}),
        ({"sharpness"}, None, {"defocus_px": 3.0}),
        ({"lens-clean"}, None, {"lens_dirt": 1.0}),
        ({"one-face"}, None, {"second_person": 1.0}),
        ({"one-face"}, None, {"present": False}),
    ],
)
def test_a_plain_fault_breaks_its_rules_and_no_other(
    renderer: Renderer, rules: set[str], owner: str | None, values: dict[str, Any]
) -> None:
    before, after = judged(renderer, good()), judged(renderer, changed(good(), owner, **values))
    assert {name for name, met in before.items() if met is False} == set()
    assert {name for name, met in after.items() if met is False} == rules


def test_people_beside_the_photo_are_no_fault_and_half_a_head_is_nobodys_guess(renderer: Renderer) -> None:
    def with_somebody(x: float) -> bool | None:
        passing = changed(good(), None, passers_by=(PasserBy(x=x, scale_px=7.0),))
        return judged(renderer, passing)["one-face"]

    assert with_somebody(0.10) is True
    assert with_somebody(0.335) is False
    assert None in {with_somebody(x) for x in (0.27, 0.275, 0.28)}


def test_the_lit_patches_tell_the_brighter_side(renderer: Renderer) -> None:
    lamp = changed(good(), "light", azimuth_deg=70.0, strength=0.9, elevation_deg=10.0)
    found = shown(renderer, lamp).lit
    assert found is not None
    assert found.cheek_right > 1.3 * found.cheek_left
    assert shown(renderer, changed(good(), "look", hand=1.0)).lit is None


@pytest.mark.parametrize("colour", [(100, 197, 255), (28, 40, 88), (40, 80, 180), (150, 190, 235)])
def test_blues(colour: tuple[int, int, int]) -> None:
    assert blue(colour) == 1.0


@pytest.mark.parametrize(
    "colour", [(242, 243, 246), (24, 24, 28), (150, 44, 48), (96, 118, 84), (112, 84, 64)]
)
def test_other_colours(colour: tuple[int, int, int]) -> None:
    assert blue(colour) == 0.0


def test_lab_of_known_colours() -> None:
    assert lab((255, 255, 255)) == pytest.approx((100, 0, 0), abs=0.02)
    assert lab((255, 0, 0)) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    assert difference((10, 10, 10), (10, 10, 10)) == 0
