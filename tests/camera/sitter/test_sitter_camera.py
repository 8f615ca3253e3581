"""The sitter in its own process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp

from kiosk.camera.frame import Frame
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.camera.sitter.process import CATCHES_UP, following
from kiosk.camera.sitter.scene import Truth
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

START_S = 30.0


@pytest.fixture
def camera() -> Iterator[SitterCamera]:
    made = SitterCamera(SystemClock())
    yield made
    made.close()
    assert [child for child in multiprocessing.active_children() if child.name == "sitter"] == []


def until(camera: SitterCamera, wanted: Callable[[Truth], bool], within: int = 400) -> tuple[Frame, Truth]:
    """Read on until a frame's truth is as wanted, at most ``within`` frames."""
    for _ in range(within):
        frame = camera.read(START_S)
        assert frame is not None
        truth = camera.truth(frame.seq)
        assert truth is not None
        if wanted(truth):
            return frame, truth
    raise AssertionError("never shown")


def test_somebody_comes_and_holds_up_the_code_then_sits_down_and_obeys(camera: SitterCamera) -> None:
    camera.show_code("16c0de16c0de16c0")
    camera.hear(None, "scan")
    camera.open()
    first = camera.read(START_S)
    assert first is not None
    assert (first.width, first.height, first.seq) == (1280, 720, 1)
    assert not first.bgr.flags.writeable
    frame, _ = until(camera, lambda truth: truth.code_text is not None)
    assert [found.text for found in zxingcpp.read_barcodes(frame.bgr)] == ["16c0de16c0de16c0"]
    camera.hear(None, "frame")
    until(camera, lambda truth: (truth.mouth_gap_px or 0) > 8)
    camera.hear("close-mouth", "frame")
    until(camera, lambda truth: truth.mouth_gap_px == 0)
    assert 0 < camera.cpu_seconds() < 60


@pytest.mark.parametrize(
    ("late_by", "number"),
    [(0.0, 31), (0.9, 31), (CATCHES_UP, 31), (CATCHES_UP + 1, 31 + CATCHES_UP + 1), (90.0, 121)],
)
def test_a_late_picture_is_caught_up_with_and_only_a_very_late_one_left_out(
    late_by: float, number: int
) -> None:
    assert following(30, (30 + late_by) / 30.0 + 1e-6, 30.0) == number


def test_a_killed_process_is_a_lost_camera_that_opens_again(camera: SitterCamera) -> None:
    camera.open()
    assert camera.read(START_S) is not None
    before = camera.cpu_seconds()
    (child,) = (child for child in multiprocessing.active_children() if child.name == "sitter")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGTERM)
    child.join(START_S)

    def read_on() -> None:
        while True:
            camera.read(START_S)

    with pytest.raises(KioskError) as caught:
        read_on()
    assert caught.value.code == "camera-lost"
    camera.hear("nearer", "frame")  # says nothing to nobody, and does not fail
    camera.open()
    assert camera.read(START_S) is not None
    assert camera.cpu_seconds() > before


def test_closed_it_is_lost_and_closing_twice_is_harmless(camera: SitterCamera) -> None:
    camera.close()
    camera.close()
    with pytest.raises(KioskError) as caught:
        camera.read(0.0)
    assert caught.value.code == "camera-lost"


def test_without_its_model_file_it_says_so_and_starts_nothing(tmp_path: Path) -> None:
    camera = SitterCamera(SystemClock(), bundle=tmp_path / "face_landmarker.task")
    with pytest.raises(KioskError) as caught:
        camera.open()
    assert caught.value.code == "model-missing"


ORPHAN = """
import multiprocessing, os, signal
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.clock import SystemClock
if __name__ == "__main__":
    camera = SitterCamera(SystemClock())
    camera.open()
    camera.read(30.0)
    print(multiprocessing.active_children()[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_the_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "orphan.py"
    program.write_text(ORPHAN)
    run = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == -signal.SIGKILL
    stat = Path(f"/proc/{int(run.stdout)}/stat")

    def ended() -> bool:
        try:
            return stat.read_text().rpartition(")")[2].split()[0] == "Z"  # dead, not yet reaped by init
        except (FileNotFoundError, ProcessLookupError):
            return True

    patience = time.monotonic() + 10
    while not ended():
        assert time.monotonic() < patience, "the sitter outlives its parent"
        time.sleep(0.02)
