"""``kiosk setup``: answers become a settings file; none is replaced unasked; wrong ones write nothing."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.campaign.campaign import load_campaign
from kiosk.cli import main
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.services import first_run
from kiosk.services.first_run import Answers, CentralAnswers, set_up, settings_text
from kiosk.settings import CameraSettings, load_settings

CAMERA = CameraSettings(source="sitter", width_px=1920, height_px=1080, fps=25.0)


def test_answers_become_settings(tmp_path: Path) -> None:
    central = CentralAnswers("https://photos.example.edu/", "one-time")
    answers = Answers(
        "en", "example", Path("specs"), Path("data"), Path("/b"), CAMERA, central, "systemd", "246810"
    )
    path = tmp_path / "kiosk.toml"
    path.write_text(settings_text(answers), encoding="utf-8")
    made = load_settings(path)
    assert (made.language, made.data_dir, made.backup_dir) == ("en", tmp_path / "data", Path("/b"))
    assert made.specs_dir == tmp_path / "specs"
    assert made.camera == CAMERA
    assert made.central.url == "https://photos.example.edu"
    assert made.keys.store == "systemd"
    assert made.operator.pin_hash is not None
    Argon2id.verify_phc_encoded(b"246810", made.operator.pin_hash)
    assert "246810" not in path.read_text(encoding="utf-8")
    assert "one-time" not in path.read_text(encoding="utf-8")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_folder_name_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(settings_text(Answers(backup_dir=Path("/") / name)), encoding="utf-8")
    assert load_settings(path).backup_dir == Path("/") / name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('pin = "12"', "pin-too-short"),
        ('campaign = "no-such"', "config-missing"),
        ('[central]\nurl = "http://photos.example.edu"', "central-insecure"),
        ('colour = "blue"', "config-invalid"),
        ("[camera]\nfps = 1000", "config-invalid"),
    ],
)
def test_wrong_answers_write_nothing(
    text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers, out = tmp_path / "answers.toml", tmp_path / "site" / "kiosk.toml"
    answers.write_text(text, encoding="utf-8")
    assert main(["setup", "--answers", str(answers), "--config", str(out)]) == 2
    assert f"[{code}]" in capsys.readouterr().err
    assert not out.parent.exists()


def test_a_campaign_of_this_sites_own_spec_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = replace(load_campaign("example"), spec="our-office")  # as a file beside the shipped one says
    monkeypatch.setattr(first_run, "load_campaign", lambda _: campaign)
    specs, path = tmp_path / "our-specs", tmp_path / "kiosk.toml"
    specs.mkdir()
    (specs / "our-office.toml").write_text('like = "chsi"\n', "utf-8")
    with pytest.raises(KioskError) as caught:
        next(set_up(Answers(), path, ManualClock()))
    assert caught.value.code == "spec-unknown" and not path.exists()
    next(set_up(Answers(specs_dir=Path("our-specs")), path, ManualClock()))
    assert load_settings(path).specs_dir == specs


def test_settings_that_are_there_are_replaced_only_when_asked_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('language = "zh"\n', encoding="utf-8")
    with pytest.raises(KioskError) as caught:
        next(set_up(Answers("en"), path, ManualClock()))
    assert caught.value.code == "setup-exists"
    assert load_settings(path).language == "zh"
    next(set_up(Answers("en", data_dir=tmp_path / "data"), path, ManualClock(), replace=True))
    assert load_settings(path).language == "en"
    assert path.with_name("kiosk.toml.before").read_text(encoding="utf-8") == 'language = "zh"\n'


def test_answers_come_on_standard_input_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"pin = 5")))
    assert main(["setup", "--answers", "-", "--config", str(tmp_path / "kiosk.toml")]) == 2
    assert "pin" in capsys.readouterr().err
