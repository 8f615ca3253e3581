"""Recorded pictures: order, pace, sizes, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.replay import FolderCamera, VideoCamera
from kiosk.camera.source import Camera
from kiosk.clock import ManualClock
from kiosk.errors import KioskError


def picture(level: int, width: int = 64, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), level, np.uint8)


def all_frames(camera: Camera) -> list[Frame]:
    frames: list[Frame] = []

    def read_on() -> None:
        while True:
            frame = camera.read(1.0)
            assert frame is not None
            frames.append(frame)

    with pytest.raises(KioskError) as caught:
        read_on()
    assert caught.value.code == "camera-ended"
    return frames


def folder_camera(folder: Path, clock: ManualClock, hold_s: float = 0.3, fps: float = 10) -> FolderCamera:
    return FolderCamera(folder, clock, fps, hold_s, sleep=clock.advance)


def test_a_folder_holds_each_picture_in_name_order(tmp_path: Path) -> None:
    for name, level in (("b.png", 200), ("a.png", 100), ("notes.txt", 0)):
        path = tmp_path / name
        if path.suffix == ".png":
            cv2.imwrite(str(path), picture(level))
        else:
            path.write_text("not a picture")
    clock = ManualClock()
    camera = folder_camera(tmp_path, clock)
    camera.open()
    frames = all_frames(camera)
    assert [int(frame.bgr[0, 0, 0]) for frame in frames] == [100] * 3 + [200] * 3
    assert [frame.seq for frame in frames] == [1, 2, 3, 4, 5, 6]
    assert np.allclose(np.diff([frame.taken_at for frame in frames]), 0.1)
    assert not frames[0].bgr.flags.writeable


def test_pictures_keep_their_size_but_are_at_most_1920_long(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), picture(90, 300, 400))
    cv2.imwrite(str(tmp_path / "2.png"), picture(90, 1000, 3840))
    camera = folder_camera(tmp_path, ManualClock(), hold_s=0.1)
    camera.open()
    assert [(frame.width, frame.height) for frame in all_frames(camera)] == [(300, 400), (500, 1920)]


def test_a_broken_picture_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"\xff\xd8 broken")
    (tmp_path / "2.jpg").write_bytes(b"")
    cv2.imwrite(str(tmp_path / "3.png"), picture(77))
    camera = folder_camera(tmp_path, ManualClock(), hold_s=0.1)
    camera.open()
    assert camera.current == "3.png"
    assert len(all_frames(camera)) == 1


def test_a_folder_without_a_readable_picture_is_reported(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"broken")
    with pytest.raises(KioskError) as caught:
        folder_camera(tmp_path, ManualClock()).open()
    assert caught.value.code == "camera-unreadable"


def test_read_gives_nothing_before_the_next_picture_is_due(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), picture(10))
    camera = folder_camera(tmp_path, ManualClock(), hold_s=2, fps=2)
    camera.open()
    assert camera.read(0.2) is not None
    assert camera.read(0.2) is None
    assert camera.read(0.4) is not None


def test_a_video_plays_once_at_its_own_rate_and_again_when_reopened(tmp_path: Path) -> None:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (64, 48))
    assert writer.isOpened()
    for level in (40, 120, 200):
        writer.write(picture(level))
    writer.release()
    clock = ManualClock()
    camera = VideoCamera(path, clock, 30.0, sleep=clock.advance)
    for first in (1, 4):
        camera.open()
        frames = all_frames(camera)
        assert np.allclose([float(frame.bgr.mean()) for frame in frames], (40, 120, 200), atol=4)
        assert np.allclose(np.diff([frame.taken_at for frame in frames]), 1 / 20)
        assert frames[0].seq == first
        camera.close()


def test_a_file_that_is_no_video_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "clip.avi"
    path.write_bytes(b"text, not pictures" * 40)
    with pytest.raises(KioskError) as caught:
        VideoCamera(path, ManualClock(), 30.0).open()
    assert caught.value.code == "camera-unreadable"
