"""The cameras to choose from: as the system names them, one line a camera."""

from __future__ import annotations

from pathlib import Path

from kiosk.services.cameras import FoundCamera, found_cameras


def node(system: Path, number: int, index: int, name: str) -> None:
    folder = system / f"video{number}"
    folder.mkdir(parents=True)
    (folder / "index").write_text(f"{index}\n", encoding="ascii")
    (folder / "name").write_text(f"{name}\n", encoding="utf-8")


def test_a_usb_camera_is_offered_once_by_its_name(tmp_path: Path) -> None:
    node(tmp_path, 10, 0, "Document camera")
    node(tmp_path, 0, 0, "Integrated Webcam")
    node(tmp_path, 1, 1, "Integrated Webcam")
    (tmp_path / "video2").mkdir()  # unplugged at this moment
    assert found_cameras(tmp_path, "linux") == (
        FoundCamera("device:0", "Integrated Webcam"),
        FoundCamera("device:10", "Document camera"),
        FoundCamera("sitter"),
    )


def test_without_any_the_drawn_person_is_left(tmp_path: Path) -> None:
    assert found_cameras(tmp_path / "none", "linux") == (FoundCamera("sitter"),)


def test_where_the_system_tells_nothing_the_first_numbers_are_offered() -> None:
    assert [found.source for found in found_cameras(platform="win32")][:2] == ["device:0", "device:1"]
