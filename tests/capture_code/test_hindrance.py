"""What is told about a code that cannot be read, on the phone the virtual sitter holds up."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.phone import Held, PhoneSheet, draw_phone, hold
from kiosk.camera.sitter.scene import Look
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.hindrance import Hindrance, hindrance
from kiosk.capture_code.symbol import Symbol, find_symbol
from kiosk.picture_file import load_picture

TEXT = demo_code(0, datetime(2026, 5, 1, tzinfo=UTC)).text


@cache
def phone(text: str = TEXT) -> PhoneSheet:
    return draw_phone(text, Look(), 720)


def held_up(
    held: Held, blur_px: float = 0.0
) -> tuple[Picture, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return a frame of a plain room with the phone in it, and the code's true corners."""
    picture = np.full((720, 1280, 3), (186, 184, 180), np.uint8)
    corners = hold(picture, phone(), held)
    if blur_px:
        picture = cv2.GaussianBlur(picture, (0, 0), blur_px).astype(np.uint8)
    noise = np.random.default_rng(4).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8), corners


def found(held: Held, blur_px: float = 0.0) -> Symbol | None:
    return find_symbol(cv2.cvtColor(held_up(held, blur_px)[0], cv2.COLOR_BGR2GRAY))


@pytest.mark.parametrize(
    ("held", "blur_px", "expected"),
    [
        (Held(scale=0.3), 0.0, Hindrance.SMALL),
        (Held(x=0.96), 0.0, Hindrance.CUT),
        (Held(y=0.1), 0.0, Hindrance.CUT),
        (Held(x=0.5, y=0.5, scale=2.0), 0.0, Hindrance.LARGE),
        (Held(brightness=0.12), 0.0, Hindrance.DIM),
        (Held(glare=1.0), 0.0, Hindrance.GLARE),
        (Held(glare=1.0, glare_x=-0.25, glare_y=-0.25, yaw_deg=15.0), 0.0, Hindrance.GLARE),
        (Held(glare=1.0, glare_x=0.3, glare_y=0.4), 0.0, Hindrance.GLARE),
        (Held(smear_x_px=10.0), 0.0, Hindrance.MOVING),
        (Held(smear_y_px=12.0, roll_deg=20.0), 0.0, Hindrance.MOVING),
        (Held(), 3.5, Hindrance.BLURRED),
        (Held(yaw_deg=20.0, roll_deg=-30.0), 0.0, Hindrance.UNSTEADY),
    ],
)
def test_what_hinders(held: Held, blur_px: float, expected: Hindrance) -> None:
    picture, _ = held_up(held, blur_px)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    symbol = find_symbol(grey)
    assert symbol is not None
    assert hindrance(grey, symbol) is expected


def test_the_patch_is_the_code() -> None:
    for held in (Held(), Held(yaw_deg=30.0, scale=0.8), Held(brightness=0.15), Held(roll_deg=35.0)):
        symbol = found(held)
        _, corners = held_up(held)
        assert symbol is not None
        assert np.linalg.norm(symbol.corners.mean(0) - corners.mean(0)) < 12
        modules = 61 + 8
        assert symbol.module_px == pytest.approx(phone().code.width * held.scale / modules, rel=0.45)


def test_a_small_dark_screen_under_a_lamp_before_a_lit_wall_is_dim() -> None:
    """The wall is nearer to its code than the window reaches, and the lamp's haze lifts a part of it."""
    for brightness in (0.16, 0.24, 0.32):
        for scale in (0.56, 0.75, 1.1):
            held = Held(scale=scale, brightness=brightness, glare=0.8, roll_deg=-14.0, yaw_deg=-12.0)
            picture, corners = held_up(held, 1.0)
            grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            symbol = find_symbol(grey)
            assert symbol is not None
            assert np.linalg.norm(symbol.corners.mean(0) - corners.mean(0)) < 0.15 * symbol.side_px
            assert hindrance(grey, symbol) is Hindrance.DIM


def test_the_light_border_of_a_tilted_code_is_no_reflection() -> None:
    fine = draw_phone("Q7" * 300, Look(), 720)
    for yaw_deg, pitch_deg in ((38.0, 10.0), (-30.0, 20.0), (24.0, 25.0), (-35.0, -20.0)):
        picture = np.full((720, 1280, 3), (186, 184, 180), np.uint8)
        hold(picture, fine, Held(yaw_deg=yaw_deg, pitch_deg=pitch_deg, brightness=0.8))
        grey = cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 1.4), cv2.COLOR_BGR2GRAY)
        symbol = find_symbol(grey)
        assert symbol is not None
        assert hindrance(grey, symbol) is not Hindrance.GLARE


def test_people_and_rooms_hold_no_code(testdata: Path) -> None:
    """Of 39 frames, each 720 px high, at most two hold a patch that might be one."""
    folder = testdata / "matting_composite" / "image"
    paths = sorted((testdata / "frll_smiling").glob("*.jpg"))[::7] + sorted(folder.glob("*.jpg"))
    greys = [cv2.cvtColor(load_picture(path), cv2.COLOR_BGR2GRAY) for path in paths]
    frames = [
        cv2.resize(g, (g.shape[1] * 720 // g.shape[0], 720), interpolation=cv2.INTER_AREA) for g in greys
    ]
    patches = [path.name for path, grey in zip(paths, frames, strict=True) if find_symbol(grey) is not None]
    assert len(patches) <= 2, patches


@pytest.mark.parametrize("cell_px", [4, 9, 16])
def test_checks_and_stripes_are_no_code(cell_px: int) -> None:
    y, x = np.mgrid[:720, :1280] // cell_px
    room = np.full((720, 1280), 150, np.uint8)
    checks = ((x + y) % 2 * 200 + 20).astype(np.uint8)
    stripes = (x % 2 * 200 + 20).astype(np.uint8)
    for pattern in (checks, stripes):
        shirt = room.copy()
        shirt[300:620, 400:720] = pattern[300:620, 400:720]
        assert find_symbol(shirt) is None
