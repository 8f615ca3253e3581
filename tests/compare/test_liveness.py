"""Each cue on geometry whose truth is known, the watch on a drawn head and a picture of it, the score."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.compare.liveness import Finding, judge, load_liveness, log_odds
from kiosk.compare.liveness_bands import banded, disagreement, rows
from kiosk.compare.liveness_blink import lid_opening, shut
from kiosk.compare.liveness_cues import Cue, Cues
from kiosk.compare.liveness_depth import DepthReader, turned_deg
from kiosk.compare.liveness_grain import peak
from kiosk.compare.liveness_surround import Glance, Sides, sides, together
from kiosk.compare.liveness_watch import LivenessWatch
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import config_dir, models_dir

Mesh = NDArray[np.float32]
SETTINGS = load_liveness()


@pytest.fixture(scope="module")
def head() -> NDArray[np.float64]:
    return load_face_mesh(models_dir() / "face_landmarker.task").vertices


def turned(head: NDArray[np.float64], yaw_deg: float, pitch_deg: float = 0.0) -> Mesh:
    """Landmarks (478, 3), px, of a head of 16 px a centimetre; the irises are not asked for."""
    yaw, pitch = np.radians([yaw_deg, pitch_deg])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    seen = head @ (about_y @ about_x).T * (16, -16, -16) + (640, 300, 0)
    return np.vstack([seen, np.zeros((10, 3))]).astype(np.float32)


def shown(mesh: Mesh, tilt_deg: float, about_y: bool) -> Mesh:
    """Landmarks of a picture of ``mesh`` that is itself turned, in perspective from 90 cm."""
    points = mesh[:, :2] - (640, 300)
    aside = points[:, 0 if about_y else 1] * np.sin(np.radians(tilt_deg))
    points = points * ((np.cos(np.radians(tilt_deg)), 1) if about_y else (1, np.cos(np.radians(tilt_deg))))
    points = points / (1 + aside / (90 * 16))[:, None] + (640, 300)
    return np.column_stack([points, mesh[:, 2]]).astype(np.float32)


def test_a_turning_head_shows_its_depth(head: NDArray[np.float64]) -> None:
    reader = DepthReader(head)
    for yaw, pitch in ((0, 0), (12, 0), (-17, 0), (0, 9)):
        aside, up = reader.read(turned(head, yaw, pitch)) or (np.nan, np.nan)
        assert abs(aside) == pytest.approx(abs(yaw), abs=0.1)
        assert abs(up) == pytest.approx(abs(pitch), abs=0.1)
    turns = np.array([reader.read(turned(head, yaw)) for yaw in np.linspace(-6, 8, 60)])
    assert turned_deg(turns) == pytest.approx(14 * 0.9, abs=0.6)  # the outer twentieths are left out


@pytest.mark.parametrize("about_y", [True, False])
def test_a_picture_shows_none_however_it_is_held(head: NDArray[np.float64], about_y: bool) -> None:
    reader = DepthReader(head)
    still = turned(head, 4, 3)
    turns = np.array([reader.read(shown(still, tilt, about_y)) for tilt in np.linspace(-20, 20, 41)])
    found = turned_deg(turns)
    assert found is not None
    assert found < SETTINGS.cue[Cue.DEPTH].usual


def test_one_bad_mesh_is_no_turn_and_few_say_nothing(head: NDArray[np.float64]) -> None:
    reader = DepthReader(head)
    turns = np.array([reader.read(turned(head, 20 if at == 9 else 1)) for at in range(20)])
    assert turned_deg(turns) == pytest.approx(0, abs=1e-3)
    assert turned_deg(turns[:5]) is None
    line = np.zeros((478, 3), np.float32)
    assert reader.read(line) is None


def test_a_blink_is_both_eyes_shut_for_a_moment(head: NDArray[np.float64]) -> None:
    wide = turned(head, 0)
    closed = wide.copy()
    for up, down in ((159, 145), (158, 153), (160, 144), (386, 374), (385, 380), (387, 373)):
        closed[up, :2] = closed[down, :2]
    winked = wide.copy()
    for up, down in ((159, 145), (158, 153), (160, 144)):
        winked[up, :2] = winked[down, :2]
    openings = [lid_opening(mesh) for mesh in [wide] * 12 + [closed] + [wide] * 5]
    assert shut(np.array(openings)) == pytest.approx(1, abs=0.02)
    assert shut(np.array([lid_opening(m) for m in [wide] * 12 + [winked]])) == pytest.approx(0, abs=0.02)
    assert shut(np.array(openings[:4])) is None


def _glances(random: np.random.Generator, goes: bool) -> tuple[Glance, Glance]:
    """A face that moves by 9 px before a papered wall, which goes along or stays."""
    wall = cv2.GaussianBlur(random.uniform(0, 255, (180, 320)).astype(np.float32), (0, 0), 2) * 3
    face = np.array([(140, 70), (180, 70), (160, 90), (140, 110), (180, 110)], np.float32)
    move = np.float32([[1, 0, 9], [0, 1, 0]])
    after = cv2.warpAffine(wall, move, (320, 180), borderMode=cv2.BORDER_REFLECT) if goes else wall
    return Glance(wall, face), Glance(after, face + np.float32([9, 0]))


def test_what_goes_along_is_told_from_what_stays() -> None:
    random = np.random.default_rng(5)
    along, stays = sides(*_glances(random, True)), sides(*_glances(random, False))
    assert along is not None
    assert stays is not None
    assert together([along]) > 0.7  # type: ignore[operator]
    assert together([stays]) < -0.7  # type: ignore[operator]
    before, now = _glances(random, True)
    assert sides(before, replace(now, points=before.points)) is None
    assert together([]) is None
    assert together([Sides(0.0, 0.0)]) == 0


def test_a_pattern_over_skin_is_a_peak_and_noise_is_none(head: NDArray[np.float64]) -> None:
    mesh = turned(head, 0)
    random = np.random.default_rng(6)
    skin = np.repeat(np.clip(random.normal(150, 2, (720, 1280, 1)), 0, 255), 3, axis=2)
    rows, columns = np.mgrid[:720, :1280]
    raster = skin + 4 * np.cos(2 * np.pi * (0.23 * columns + 0.11 * rows))[..., None]
    plain, patterned = peak(skin.astype(np.uint8), mesh), peak(raster.astype(np.uint8), mesh)
    assert plain is not None
    assert patterned is not None
    assert plain < SETTINGS.cue[Cue.GRAIN].usual < SETTINGS.cue[Cue.GRAIN].high < patterned
    assert peak(skin.astype(np.uint8), mesh * 0.1) is None


def _room(of_face: float, of_room: float, phase: float) -> Picture:
    """Return a bright oval before a wall, each with its own depth of bands, 1.6 of them a picture."""
    y, x = np.ogrid[:360, :640]
    wave = 0.5 - 0.5 * np.cos(2 * np.pi * (1.6 * y / 360 + phase))
    face = ((x - 320) / 90) ** 2 + ((y - 150) / 120) ** 2 < 1
    grey = np.where(face, 150 * (1 - of_face * wave), 200 * (1 - of_room * wave)).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


@pytest.mark.parametrize(
    ("of_face", "of_room", "shown"),
    [(0.0, 0.0, False), (0.15, 0.0, True), (0.3, 0.3, False), (0.0, 0.3, False), (0.4, 0.1, True)],
)
def test_rows_that_wander_over_a_face_alone_are_a_screens(
    head: NDArray[np.float64], of_face: float, of_room: float, shown: bool
) -> None:
    mesh, how = turned(head, 0) / 2, SETTINGS.cue[Cue.BANDS]
    seen = [rows(_room(of_face, of_room, 0.37 * at), mesh) for at in range(12)]
    known = [one for one in seen if one is not None]
    found = banded(np.array([disagreement(*pair) for pair in pairwise(known)]))
    assert found is not None
    assert found > how.high if shown else found < how.usual
    assert banded(np.array([20.0] * 7)) is None
    assert rows(_room(0, 0, 0), mesh + np.float32([320, 0, 0])) is None


def test_marks_outlast_a_short_absence_and_signs_of_life_do_not(head: NDArray[np.float64]) -> None:
    watch, mesh = LivenessWatch(DepthReader(head)), turned(head, 0) / 2
    for at in range(15):
        watch.note(mesh, _room(0.3, 0.0, 0.37 * at), at / 10)
    for at in range(15, 30):
        watch.note(mesh, _room(0.3, 0.0, 0.37 * at), 1 + at / 10)
    lost_once = watch.cues()
    assert (lost_once.frames, lost_once.marked) == (15, 30)
    assert lost_once.values[Cue.BANDS] > 12  # type: ignore[operator]
    plain = _room(0, 0, 0)
    for at in range(10):
        watch.note(mesh, plain, 8 + at / 10)
    assert watch.cues().marked == 10
    assert watch.cues().values[Cue.BANDS] == pytest.approx(0, abs=0.1)


def test_a_window_begins_anew_after_nobody_was_there(head: NDArray[np.float64]) -> None:
    watch = LivenessWatch(DepthReader(head))
    grey = np.full((720, 1280, 3), 128, np.uint8)
    assert watch.cues().frames == 0
    for at in range(30):
        watch.note(turned(head, at - 15), grey, at / 10)
    before = watch.cues()
    assert before.lasted_s == pytest.approx(2.9)
    assert before.values[Cue.DEPTH] > 20  # type: ignore[operator]
    watch.note(None, grey, 3.5)
    for at in range(10):
        watch.note(turned(head, 3), grey, 5 + at / 10)
    after = watch.cues()
    assert after.frames == 10
    assert after.values[Cue.DEPTH] == pytest.approx(0, abs=1e-3)
    watch.forget()
    assert watch.cues().frames == 0


def _cues(lasted_s: float = 8.0, **values: float | None) -> Cues:
    return Cues(lasted_s, 80, {cue: values.get(cue.value) for cue in Cue}, 80)


def test_signs_of_life_pass_and_their_absence_does_not() -> None:
    assert judge(_cues(blink=0.8, depth=1.0), SETTINGS).finding is Finding.LIVE
    assert judge(_cues(depth=10.0, blink=0.05), SETTINGS).finding is Finding.LIVE
    assert judge(_cues(depth=1.0, blink=0.05), SETTINGS).finding is Finding.FLAT
    assert judge(_cues(depth=1.0, blink=0.05, surround=0.7, grain=25.0), SETTINGS).probability < 0.05  # type: ignore[operator]


def test_marks_of_a_screen_are_told_at_once_and_rims_of_glasses_are_not() -> None:
    both = _cues(2.0, depth=1.0, blink=0.05, grain=30.0, bands=30.0)
    assert judge(both, SETTINGS).finding is Finding.FLAT
    assert judge(replace(both, frames=3), SETTINGS).finding is Finding.FLAT
    assert judge(replace(both, frames=3, marked=9), SETTINGS).finding is Finding.NOT_SEEN
    rims = _cues(2.0, depth=1.0, blink=0.05, grain=30.0, bands=1.0, surround=0.9)
    assert judge(rims, SETTINGS).finding is Finding.NOT_SEEN
    assert judge(_cues(blink=0.8, depth=1.0, bands=30.0), SETTINGS).finding is Finding.LIVE


def test_on_a_printed_skin_signs_of_life_do_not_count() -> None:
    alive = {"blink": 0.9, "depth": 12.0}
    most_of_skin = SETTINGS.patterned_db - 0.1
    assert judge(_cues(**alive, grain=most_of_skin), SETTINGS).finding is Finding.LIVE
    assert judge(_cues(**alive, grain=SETTINGS.patterned_db), SETTINGS).finding is Finding.FLAT
    assert judge(_cues(2.0, **alive, grain=SETTINGS.patterned_db), SETTINGS).finding is Finding.NOT_SEEN


def test_too_short_a_look_says_nothing() -> None:
    assert judge(_cues(2.0, depth=1.0, blink=0.05), SETTINGS).finding is Finding.NOT_SEEN
    few = replace(_cues(blink=0.8), frames=SETTINGS.least_frames - 1, marked=SETTINGS.least_frames - 1)
    assert judge(few, SETTINGS).finding is Finding.NOT_SEEN
    assert judge(few, SETTINGS).probability is None


@pytest.mark.parametrize("cue", Cue)
def test_no_cue_speaks_against_its_own_meaning(cue: Cue) -> None:
    how = SETTINGS.cue[cue]
    low, high = (log_odds(_cues(**{cue.value: value}), SETTINGS) for value in (how.low - 9, how.high + 9))
    assert (high > low) is (cue in (Cue.DEPTH, Cue.BLINK))
    assert log_odds(_cues(), SETTINGS) == pytest.approx(SETTINGS.bias)


def test_a_missing_cue_is_named(tmp_path: Path) -> None:
    text = (config_dir() / "liveness.toml").read_text(encoding="utf-8")
    path = tmp_path / "liveness.toml"
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith("grain")), "utf-8")
    with pytest.raises(KioskError, match="grain"):
        load_liveness(path)
