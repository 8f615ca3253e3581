"""Staff set the running booth up: behind the PIN, on the real sitter, and what they measured is used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from kiosk.calibration.record import LightSetting, Part, Plate
from kiosk.calibration.shelf import RECORD
from kiosk.clock import SystemClock
from kiosk.services.build import build_kiosk
from kiosk.services.calibrating import FOLDER
from kiosk.services.kiosk import Kiosk
from kiosk.services.pin import hash_pin
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.settings import CameraSettings, KeySettings, OperatorSettings, Settings
from tests.leftovers import ExpectLog
from tests.services.drive import pump_until

PLAIN_KEYS = ("kiosk.store.keys", "plain file")


def sitter_booth(folder: Path) -> Settings:
    return Settings(
        data_dir=folder, keys=KeySettings("file"), camera=CameraSettings(source="sitter", fps=15.0)
    )


def in_record(kiosk: Kiosk) -> list[str]:
    rows = kiosk._crew.store._db.execute("SELECT to_state FROM audit WHERE subject = 'staff' ORDER BY n")
    return [row[0] for row in rows.fetchall()]


def measure(kiosk: Kiosk, part: Part) -> None:
    kiosk.post(ev.CalibrationAsked(part))
    pump_until(kiosk, lambda: kiosk.calibration.running is part)
    pump_until(kiosk, lambda: kiosk.calibration.running is None)
    assert kiosk.calibration.ended is part


def test_staff_picture_the_empty_booth_and_photos_use_it(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(*PLAIN_KEYS)
    operator = OperatorSettings(hash_pin("1357"))
    kiosk = build_kiosk(replace(sitter_booth(tmp_path), operator=operator), SystemClock())
    kiosk.start()
    try:
        kiosk.post(ev.CalibrationAsked(Part.PLATE))
        kiosk.post(ev.OperatorAsked())
        kiosk.post(ev.CalibrationOpened())
        kiosk.pump()
        assert (kiosk.state.step, kiosk.calibration.running) == (Step.OPERATOR, None)
        kiosk.post(ev.OperatorPin("1357"))
        pump_until(kiosk, lambda: kiosk.state.unlocked)
        kiosk.post(ev.CalibrationOpened())
        pump_until(kiosk, lambda: kiosk.state.step is Step.CALIBRATE)
        for part in (Part.PLATE, Part.LIGHT):
            measure(kiosk, part)
        plate, light = kiosk.calibration.calibration.plate, kiosk.calibration.calibration.light
        assert isinstance(plate, Plate)
        assert (plate.width_px, plate.height_px) == (1280, 720)
        assert isinstance(light, LightSetting)
        assert light.exposure is None
        kiosk.post(ev.CalibrationAsked(Part.MOUNTING))
        kiosk.post(ev.Back())
        kiosk.post(ev.Back())
        kiosk.pump()
        assert (kiosk.state.step, kiosk.calibration.running) == (Step.ATTRACT, None)
        used = kiosk._crew.calibrator.plate
        assert used is not None
        assert float(used.std()) < 12  # the drawn wall and nobody
        for event in (ev.OperatorAsked(), ev.OperatorPin("1357"), ev.Back()):  # gone before the answer comes
            kiosk.post(event)
        pump_until(kiosk, lambda: in_record(kiosk) == ["entered", "left"] * 2)
        assert (kiosk.state.step, kiosk.state.unlocked) == (Step.ATTRACT, False)
    finally:
        kiosk.stop()
    again = build_kiosk(sitter_booth(tmp_path), SystemClock())
    again.start()
    try:
        assert again.calibration.calibration.plate == plate
        kept = again._crew.calibrator.plate
        assert kept is not None
        assert np.array_equal(kept, used)
    finally:
        again.stop()


def test_a_damaged_calibration_does_not_stop_the_booth(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(*PLAIN_KEYS)
    expect_log("kiosk.services.calibrating", "calibration cannot be used")
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / RECORD).write_text("{")
    kiosk = build_kiosk(sitter_booth(tmp_path), SystemClock())
    kiosk.start()
    try:
        assert kiosk.calibration.calibration.plate is None
    finally:
        kiosk.stop()
