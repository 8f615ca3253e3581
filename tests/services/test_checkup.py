"""``kiosk doctor``: a healthy part is called healthy, a missing one is named with what to do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.calibration.record import Advice, Calibration, Lamps, LightSetting, Mounting, Remark
from kiosk.calibration.shelf import Shelf
from kiosk.camera.controls import Controls
from kiosk.cli import main
from kiosk.clock import ManualClock, SystemClock
from kiosk.services import checkup, checkup_camera
from kiosk.services.finding import Fitness
from kiosk.settings import Settings, load_settings


@pytest.fixture
def answering(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server on loopback that answers everything with the given status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert "Authorization" not in self.headers
            self.send_response(request.param)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def booth(tmp_path: Path) -> Settings:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    cv2.imwrite(str(pictures / "a.png"), np.full((720, 1280, 3), 90, np.uint8))
    settings = load_settings()
    return replace(
        settings, data_dir=tmp_path / "data", camera=replace(settings.camera, source=f"folder:{pictures}")
    )


def test_software_this_suite_runs_on_is_fit() -> None:
    for finding in (checkup.python(), checkup.qt(), checkup.opencv(), checkup.sqlite()):
        assert finding.fitness is Fitness.OK, finding
        assert finding.advice is None


def test_qt_that_cannot_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    finding = checkup.qt()
    assert finding.fitness is Fitness.FAIL
    assert "installer/setup.sh" in str(finding.advice)


def test_missing_models_name_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path))
    finding = checkup.models()
    assert finding.fitness is Fitness.FAIL
    assert "face_landmarker.task missing" in finding.detail
    assert finding.advice == "Run: kiosk models install"


def test_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GB free" in checkup.disk(tmp_path / "not" / "yet").detail
    monkeypatch.setattr(checkup, "COMFORTABLE_BYTES", 1 << 62)
    assert checkup.disk(tmp_path).fitness is Fitness.WARN


def test_camera_gives_a_picture_or_a_reason(booth: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup_camera, "MEASURE_S", 0.2)
    clock = SystemClock()
    assert checkup_camera.camera(booth, clock).fitness is Fitness.OK
    other_size = replace(booth, camera=replace(booth.camera, width_px=1920, height_px=1080))
    assert checkup_camera.camera(other_size, clock).fitness is Fitness.WARN
    gone = checkup_camera.camera(
        replace(booth, camera=replace(booth.camera, source="folder:/no/such")), clock
    )
    assert gone.fitness is Fitness.FAIL
    assert gone.advice


def test_set_up_of_the_booth_tells_its_age_and_what_to_put_right(booth: Settings) -> None:
    clock = ManualClock()
    assert checkup.calibration(booth, clock).fitness is Fitness.WARN
    shelf = Shelf(booth.data_dir / "calibration")
    taken_at = clock.now() - timedelta(days=3, hours=1)
    dim = Lamps(taken_at, 0.6, None, 1.0, 0.3, 0.5, (Remark(Advice.LEFT_DIM, 46),))
    shelf.save(Calibration(booth.camera.source, lamps=dim))
    finding = checkup.calibration(booth, clock)
    assert finding.fitness is Fitness.WARN
    assert "3 days old" in finding.detail
    assert "46 % less light" in finding.detail
    assert "plate: not measured" in finding.detail
    whole = Calibration(
        booth.camera.source,
        Mounting(taken_at, 0.1, 0.2, 1.0, ("person",)),
        LightSetting(taken_at, 118, 1.0, None, None, Controls()),
        replace(dim, remarks=()),
    )
    kept = shelf.save_plate(whole, np.full((72, 128, 3), 200, np.uint8), taken_at, 30, 1.0)
    assert checkup.calibration(booth, clock).fitness is Fitness.OK
    assert kept.plate is not None
    (booth.data_dir / "calibration" / kept.plate.file).unlink()
    assert checkup.calibration(booth, clock).fitness is Fitness.WARN


@pytest.mark.parametrize(("answering", "fitness"), [(200, "ok"), (503, "fail")], indirect=["answering"])
def test_central_server_that_answers(answering: str, fitness: str) -> None:
    assert checkup.central(answering).fitness is Fitness(fitness)


def test_central_server_that_is_unset_unreachable_or_unsafe() -> None:
    assert checkup.central(None).fitness is Fitness.WARN
    assert checkup.central("http://127.0.0.1:9").fitness is Fitness.WARN
    assert checkup.central("http://photos.example.edu").fitness is Fitness.FAIL


def test_command_prints_one_json_line_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path))
    assert main(["doctor", "--json", "--camera", f"folder:{tmp_path}"]) == 1
    findings = {line["check"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(findings) == {
        "version", "python", "processor", "memory", "qt", "opencv", "models", "font", "sqlite", "disk",
        "clock", "keys", "queue", "record", "backup", "card", "booth", "camera", "modes", "set-up", "central",
    }  # fmt: skip
    assert findings["models"]["fitness"] == findings["camera"]["fitness"] == "fail"
