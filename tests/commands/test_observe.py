"""``kiosk observe``: JSON lines, bad files, clips."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Look, Pose, Scene
from kiosk.cli import main
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir
from kiosk.vision.units import UNITS


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))


@pytest.fixture
def pictures(tmp_path: Path, renderer: Renderer) -> Path:
    """A folder of drawn pictures: well posed, lips apart, nobody, somebody behind."""
    for name, scene in {
        "good": Scene(),
        "lips": Scene(pose=Pose(mouth_open=0.6), look=Look(hair="long")),
        "nobody": Scene(present=False),
        "two": Scene(second_person=1.0),
    }.items():
        cv2.imwrite(str(tmp_path / f"{name}.png"), renderer.render(scene, alpha=False).bgr)
    return tmp_path


def lines(text: str) -> dict[str, dict]:
    return {Path(line["path"]).stem: line for line in map(json.loads, text.splitlines())}


def test_json_lines_tell_measures_verdicts_and_hint(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["observe", "--json", str(pictures)]) == 0
    found = lines(capsys.readouterr().out)
    assert set(found) == {"good", "lips", "nobody", "two"}
    for line in found.values():
        assert set(line) == {"path", "frame", "measures", "verdicts", "hint"}
        assert set(line["measures"]) == set(UNITS)
        assert all(set(v) == {"rule", "status", "severity"} for v in line["verdicts"])
    assert found["good"]["hint"] == "hold-still"
    assert found["good"]["measures"]["face_count"] == {"value": 1, "unit": "count"}
    assert found["good"]["measures"]["motion"] is None
    assert found["lips"]["hint"] == "close-mouth"
    assert found["nobody"]["hint"] == "come-in"
    assert found["nobody"]["measures"]["yaw_deg"] is None
    assert found["two"]["hint"] == "one-person"


def test_bad_files_are_named_and_the_others_still_observed(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "text.jpg").write_text("not a picture")
    (pictures / "empty.jpg").write_bytes(b"")
    (pictures / "clip.mp4").write_bytes(b"not a clip")
    Image.new("RGB", (1, 1)).save(pictures / "dot.png")
    Image.new("1", (20_000, 40)).save(pictures / "wide.png")
    bad = ["text.jpg", "empty.jpg", "clip.mp4", "dot.png", "wide.png", "absent.jpg"]
    assert main(["observe", "--json", *(str(pictures / name) for name in (*bad, "good.png"))]) == 2
    told = capsys.readouterr()
    found = lines(told.out)
    assert {name: found[Path(name).stem]["error"] for name in bad} == {
        "text.jpg": "picture-unreadable",
        "empty.jpg": "picture-empty",
        "clip.mp4": "clip-unreadable",
        "dot.png": "picture-too-small",
        "wide.png": "picture-too-large",
        "absent.jpg": "picture-missing",
    }
    assert found["good"]["hint"] == "hold-still"
    assert all(name in told.err for name in bad)


def test_pictures_with_too_few_pixels_for_a_photo_are_still_judged(
    tmp_path: Path, renderer: Renderer, capsys: pytest.CaptureFixture[str]
) -> None:
    small = cv2.resize(renderer.render(Scene(), alpha=False).bgr, (426, 240), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(tmp_path / "small.png"), small)
    assert main(["observe", "--json", str(tmp_path / "small.png")]) == 0
    line = lines(capsys.readouterr().out)["small"]
    assert line["measures"]["face_count"]["value"] == 1
    places = {v["rule"]: v["status"] for v in line["verdicts"]}
    assert places["place-x"] == places["place-y"] == places["distance"] == "pass"


def test_a_clip_is_coached_frame_by_frame(
    tmp_path: Path, renderer: Renderer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (1280, 720))
    for n in range(12):
        picture = renderer.render(Scene(pose=Pose(mouth_open=0.6)), frame_number=n, alpha=False).bgr
        writer.write(np.ascontiguousarray(picture))
    writer.release()
    assert main(["observe", "--json", str(path)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["frame"] for line in told] == list(range(1, 13))
    assert told[0]["hint"] is None  # one frame alone says nothing yet
    assert told[-1]["hint"] == "close-mouth"
    assert told[-1]["measures"]["motion"]["unit"] == "T/s"


def test_people_read_a_table(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["observe", str(pictures / "lips.png")]) == 0
    out = capsys.readouterr().out
    assert "close-mouth" in out
    assert "cannot assess" in out
