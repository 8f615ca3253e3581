"""What an operator may write for a camera."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.camera.open import open_camera
from kiosk.clock import ManualClock
from kiosk.errors import KioskError


@pytest.mark.parametrize("text", ["sitter", "device:0", "device:12", "video:/a/b.avi", "folder:pictures"])
def test_each_choice_gives_the_camera_of_that_name(text: str) -> None:
    assert open_camera(text, ManualClock()).name == text


@pytest.mark.parametrize(
    "text", ["", "camera", "device:", "device:x", "device:-1", "video:", "folder:", "sitter:2"]
)
def test_anything_else_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(KioskError) as caught:
        open_camera(text, ManualClock())
    assert caught.value.code == "camera-unknown"
    assert "device:N" in caught.value.advice


@pytest.mark.parametrize("text", ["video:{}/none.avi", "folder:{}/none"])
def test_a_missing_recording_is_reported_on_opening(text: str, tmp_path: Path) -> None:
    camera = open_camera(text.format(tmp_path), ManualClock())
    with pytest.raises(KioskError) as caught:
        camera.open()
    assert caught.value.code == "camera-missing"
