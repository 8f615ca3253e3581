"""Hats, scarves and headphones, on drawn people and on real heads that wear none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.camera.frame import Frame
from kiosk.picture_file import load_picture
from kiosk.vision import headwear
from kiosk.vision.headlook import HeadLook
from kiosk.vision.observe import Observer
from kiosk.vision.seen import Seen
from tests.vision.conftest import Draw

HATS = [
    {"hat": True},
    {"hat": True, "hat_style": "peaked", "worn": (40, 60, 120)},
    {"hat": True, "hat_style": "peaked", "worn": (235, 235, 235), "hair": "bob"},
    {"hat": True, "worn": (208, 200, 186), "skin": (240, 205, 180)},  # nearly the colour of the skin
    {"scarf": True, "worn": (130, 60, 70)},
    {"scarf": True, "worn": (28, 28, 30), "skin": (198, 150, 118)},
]
BARE = [{}, {"hair": "bob"}, {"hair": "long", "skin": (150, 106, 80), "hair_colour": (30, 26, 30)}]


@pytest.mark.parametrize("look", HATS)
def test_hats_and_scarves_are_found(stills: Observer, draw: Draw, look: dict[str, object]) -> None:
    assert stills.observe(draw(look=look)).value("head_covering") > 0.5


@pytest.mark.parametrize("worn", [(28, 28, 30), (235, 235, 235), (150, 40, 44)])
@pytest.mark.parametrize("hair", ["short", "long"])
def test_headphones_are_found(stills: Observer, draw: Draw, hair: str, worn: tuple[int, int, int]) -> None:
    seen = stills.observe(draw(look={"headphones": True, "worn": worn, "hair": hair}))
    assert seen.value("headphones") > 0.5


@pytest.mark.parametrize("look", BARE)
@pytest.mark.parametrize("pitch", [-8.0, 8.0])
def test_bare_heads_wear_nothing(stills: Observer, draw: Draw, look: dict[str, object], pitch: float) -> None:
    seen = stills.observe(draw(look=look, pitch_deg=pitch))
    assert seen.value("head_covering") < 0.5
    assert seen.value("headphones") < 0.2


def test_hair_over_one_ear_is_no_headphone(stills: Observer, draw: Draw) -> None:
    seen = stills.observe(draw(look={"hair": "bob", "hair_over_left_ear": 1.0}))
    assert seen.value("headphones") < 0.2


def test_real_heads_wear_nothing(stills: Observer, testdata: Path) -> None:
    refused = []
    for path in sorted((testdata / "frll_neutral").glob("*.jpg"))[1::9]:
        seen = stills.observe(Frame(1, 0.0, load_picture(path)))
        if max(seen.value("head_covering"), seen.value("headphones")) > 0.5:
            refused.append(path.name)
    assert not refused  # python -m tests.bench.worn has the rates of all


def test_a_shine_on_dark_skin_is_no_edge_of_a_hat(stills: Observer, testdata: Path) -> None:
    for name in ("043_03", "129_03"):
        seen = stills.observe(Frame(1, 0.0, load_picture(testdata / "frll_neutral" / f"{name}.jpg")))
        assert seen.value("head_covering") < 0.3


def test_without_a_known_top_of_the_head_nothing_can_be_said(
    monkeypatch: pytest.MonkeyPatch, stills: Observer, draw: Draw
) -> None:
    looked: list[Seen] = []
    look_of = HeadLook.of
    monkeypatch.setattr(HeadLook, "of", staticmethod(lambda seen: looked.append(seen) or look_of(seen)))
    stills.observe(draw())
    seen = looked[0]
    cut = replace(seen, head=replace(seen.head, hair_top_y=None))
    assert headwear.measure(cut) == {"head_covering": None, "headphones": None}
