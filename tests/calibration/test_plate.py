"""The empty booth's picture: never with somebody in it, only of a still room, kept whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.calibration.plate import FRAMES, Averaging
from kiosk.calibration.record import Advice, Calibration, Lamps, Mounting, Remark
from kiosk.calibration.room_steps import PlateStep
from kiosk.calibration.shelf import RECORD, Shelf
from kiosk.calibration.step import Found, Missed, Progress, Waiting
from kiosk.camera.sitter.scene import Light, Pose, Scene
from kiosk.errors import KioskError
from kiosk.vision.observe import Observer
from tests.calibration.conftest import NOW, Draw, Play


def test_the_room_is_averaged_when_the_person_has_left(play: Play, draw: Draw) -> None:
    said: list[Progress] = []
    found = play(PlateStep(), Scene(), Scene(Pose(x=0.9)), Scene(present=False), said=said)
    assert isinstance(found, Found)
    assert found.picture is not None
    picture, frames, noise = found.picture
    assert frames == FRAMES
    assert said[0].waiting is Waiting.NOBODY
    assert np.abs(picture.astype(float) - draw(Scene(present=False, noise=0.0))).mean() < 2
    assert noise < 3


def test_noise_is_measured_and_averaged_away(draw: Draw, observer: Observer) -> None:
    room = draw(Scene(present=False, noise=0.0)).astype(np.float32)
    averaging = Averaging()
    for number in range(6):
        shot = room + np.random.default_rng(number).normal(0, 4, room.shape)
        assert averaging.add(np.clip(shot.round(), 0, 255).astype(np.uint8))
    picture, noise = averaging.result()
    assert noise == pytest.approx(4, rel=0.1)
    assert np.abs(picture - room).mean() < 1.6


def test_somebody_who_stays_is_never_taken(play: Play) -> None:
    ended = play(PlateStep(), Scene())
    assert isinstance(ended, Missed)
    assert ended.waiting is Waiting.NOBODY


def test_a_room_whose_light_changes_is_waited_for(play: Play) -> None:
    said: list[Progress] = []
    dark = Scene(present=False, light=Light(level=0.7))
    found = play(PlateStep(), dark, Scene(present=False), said=said)
    assert isinstance(found, Found)
    assert Waiting.STILL in {each.waiting for each in said}


def test_what_is_kept_comes_back_and_the_older_picture_goes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "calibration")
    random = np.random.default_rng(1)
    first, second = (random.integers(0, 255, (72, 128, 3)).astype(np.uint8) for _ in range(2))
    kept = shelf.read("device:0")
    assert kept == Calibration("device:0")
    kept = replace(
        kept, mounting=Mounting(NOW, 1.5, None, -3.0, ("person",), (Remark(Advice.CAMERA_HIGH, 3),))
    )
    shelf.save(kept)
    shelf.save_plate(kept, first, NOW, 30, 1.7)
    kept = shelf.save_plate(kept, second, NOW, 30, 1.6)
    again = Shelf(tmp_path / "calibration")
    assert again.read("device:0") == kept
    picture = again.plate(kept)
    assert picture is not None
    assert (picture == second).all()
    assert len(list((tmp_path / "calibration").glob("plate-*"))) == 1


def test_another_cameras_calibration_means_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(Calibration("device:0", lamps=Lamps(NOW, 0.1, None, 1.0, 0.4, 0.5)))
    assert shelf.read("device:1") == Calibration("device:1")


@pytest.mark.parametrize(
    "damage", ["{", '{"camera": 3}', '{"camera": "a", "version": 2}', '{"camera": "a", "x": 1}']
)
def test_a_damaged_record_is_told_and_not_guessed(tmp_path: Path, damage: str) -> None:
    (tmp_path / RECORD).write_text(damage)
    with pytest.raises(KioskError) as caught:
        Shelf(tmp_path).read("a")
    assert caught.value.code == "calibration-damaged"


def test_an_altered_picture_is_not_used(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    kept = shelf.save_plate(Calibration("a"), np.full((72, 128, 3), 90, np.uint8), NOW, 30, 1.0)
    assert kept.plate is not None
    file = tmp_path / kept.plate.file
    file.write_bytes(file.read_bytes()[:-3] + b"abc")
    with pytest.raises(KioskError) as caught:
        shelf.plate(kept)
    assert caught.value.code == "calibration-damaged"
    file.unlink()
    with pytest.raises(KioskError):
        shelf.plate(kept)
    assert json.loads((tmp_path / RECORD).read_text())["plate"]["file"] == file.name
