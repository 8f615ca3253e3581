"""Settings: what ships equals the defaults, and a wrong key or value is named with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.settings import CameraSettings, Settings, load_settings


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_file_shows_the_defaults() -> None:
    assert load_settings() == Settings()


def test_values_are_taken_and_the_rest_has_defaults(tmp_path: Path) -> None:
    settings = load_settings(
        written(tmp_path, '[camera]\nsource = "video:clip.mp4"\n[session]\nidle_s = 90\n')
    )
    assert settings.camera == CameraSettings(source="video:clip.mp4")
    assert settings.session.idle_s == 90.0
    assert settings.language == "zh"


def test_data_folder_is_relative_to_the_file(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, 'data_dir = "data"')).data_dir == tmp_path / "data"
    assert load_settings(written(tmp_path, 'data_dir = "/var/lib/x"')).data_dir == Path("/var/lib/x")

    assert load_settings(written(tmp_path, 'specs_dir = "ours"')).specs_dir == tmp_path / "ours"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('langage = "zh"', "langage"),
        ('language = "fr"', "language"),
        ('[camera]\nsource = "webcam"', "camera.source"),
        ("[camera]\nwidth_px = 12", "camera.width_px"),
        ('[session]\nidle_s = "long"', "session.idle_s"),
        ("[session]\nidle_s = -5", "session.idle_s"),
        ("[session]\nidle_s = nan", "session.idle_s"),
        ("[session]\nidle_s = 10\nwarning_s = 15", "warning_s"),
        ('[central]\nurl = "ftp://x"', "central.url"),
        ('[operator]\npin_hash = "1234"', "operator.pin_hash"),
    ],
)
def test_wrong_setting_names_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(KioskError) as caught:
        load_settings(path)
    assert caught.value.code == "config-invalid"
    assert str(path) in caught.value.title
    assert key in caught.value.title


@pytest.mark.parametrize(
    ("content", "code"), [(b"[camera\n", "config-syntax"), (b"\xff\xfe", "config-unreadable")]
)
def test_broken_file(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(content)
    with pytest.raises(KioskError) as caught:
        load_settings(path)
    assert caught.value.code == code


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as caught:
        load_settings(tmp_path / "none.toml")
    assert caught.value.code == "config-missing"
