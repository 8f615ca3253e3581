"""A file of answers calibrates and photographs with the parts that the screen's pages use."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from kiosk.calibration.record import Part
from kiosk.calibration.shelf import Shelf
from kiosk.clock import SystemClock
from kiosk.photo.spec import load_spec
from kiosk.services.calibrating import FOLDER
from kiosk.services.finding import Fitness
from kiosk.services.setting_up import SetUp
from kiosk.services.setup_alone import at_the_booth
from kiosk.services.setup_file import change
from kiosk.services.setup_record import Chapter, Mark


def test_the_light_of_an_empty_wall_is_measured_and_kept(tmp_path: Path) -> None:
    (tmp_path / "wall").mkdir()
    cv2.imwrite(str(tmp_path / "wall" / "grey.png"), np.full((720, 1280, 3), 150, np.uint8))
    config = tmp_path / "kiosk.toml"
    change(config, {"data_dir": str(tmp_path / "data"), "camera.source": f"folder:{tmp_path / 'wall'}"})
    setting = SetUp(config, SystemClock())
    (found,) = at_the_booth(setting, load_spec("chsi", None), SystemClock(), [Part.LIGHT], photo=False)
    assert found.check == Part.LIGHT
    assert found.fitness is not Fitness.FAIL, found
    assert setting.record.marks == {Chapter.LIGHT: Mark.DONE}
    (record,) = (tmp_path / "data" / FOLDER).glob("*.json")
    assert Shelf(record.parent).read(f"folder:{tmp_path / 'wall'}").light is not None
