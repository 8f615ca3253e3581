"""The booth without a screen, on real components: cameras, models, store, central server."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from kiosk.camera.replay import FolderCamera
from kiosk.camera.source import Camera
from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import waivable_rules
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.services.build import build_kiosk, open_keys, open_store
from kiosk.services.kiosk import Kiosk
from kiosk.services.pin import hash_pin
from kiosk.services.rehearsal import Rehearsal
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.settings import CameraSettings, KeySettings, OperatorSettings, Settings
from kiosk.store.submission import Delivery
from kiosk.sync.settings import SyncSettings
from kiosk.tomlfile import load
from tests.leftovers import ExpectLog
from tests.services.drive import LeapingClock, identify, pump_until, submit

PLAIN_KEYS = ("kiosk.store.keys", "plain file")


@contextmanager
def started(settings: Settings, camera: Camera | None = None, clock: Clock | None = None) -> Iterator[Kiosk]:
    kiosk = build_kiosk(settings, clock or SystemClock(), camera)
    kiosk.start()
    try:
        yield kiosk
    finally:
        kiosk.stop()


def test_real_faces_from_a_folder_are_framed_captured_and_saved_whatever_the_wall_clock_does(
    testdata: Path, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log(*PLAIN_KEYS)
    faces = tmp_path / "faces"
    faces.mkdir()
    for name in ("002_03.jpg", "004_03.jpg"):
        shutil.copy(testdata / "frll_neutral" / name, faces)
    camera = FolderCamera(faces, SystemClock(), 15.0, 20.0)
    settings, clock = Settings(data_dir=tmp_path / "booth", keys=KeySettings("file")), LeapingClock()
    with started(settings, camera, clock) as kiosk:
        identify(kiosk)
        clock.off = timedelta(hours=3)
        pump_until(kiosk, lambda: kiosk.state.step is not Step.FRAME)
        clock.off = timedelta(days=-3650)
        capture = kiosk.state.capture
        assert capture is not None
        assert not capture.manual
        pump_until(kiosk, lambda: kiosk.state.step is Step.REVIEW)
        photo = kiosk.state.photo
        assert photo is not None
        assert photo.inspection.ok
        assert Image.open(io.BytesIO(photo.jpeg)).size == (480, 640)
        clock.off = timedelta(days=1500)
        submit(kiosk)
        clock.off = timedelta(0)
        assert kiosk.health().link == "not_enrolled"
        assert kiosk.health().queued == 1
    with closing(open_store(settings, open_keys(settings), clock)) as store:
        (saved,) = store.ids_in(Delivery.QUEUED)
        assert store.open_sealed(saved).blobs, "the queue is as it was"


def test_a_person_whose_ears_cannot_show_is_let_off_and_the_reason_goes_with_the_photo(
    testdata: Path, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log(*PLAIN_KEYS)
    faces = tmp_path / "faces"
    faces.mkdir()
    shutil.copy(testdata / "frll_neutral" / "067_03.jpg", faces)  # hair over both ears
    settings = Settings(
        data_dir=tmp_path / "booth",
        keys=KeySettings("file"),
        operator=OperatorSettings(pin_hash=hash_pin("1357")),
    )
    clock = SystemClock()
    with started(settings, FolderCamera(faces, clock, 15.0, 60.0)) as kiosk:
        identify(kiosk)
        pump_until(kiosk, lambda: "ear-left" in holding_up(kiosk))
        kiosk.post(ev.OperatorAsked(holding_up(kiosk)))
        kiosk.post(ev.OperatorPin("1357"))
        pump_until(kiosk, lambda: kiosk.state.unlocked)
        assert {"ear-left", "ear-right"} <= set(kiosk.state.waivable)
        waiver = Waiver(kiosk.state.waivable, WaiverReason.MEDICAL, clock.now())
        kiosk.post(ev.WaiverGiven(waiver))
        pump_until(
            kiosk, lambda: kiosk.state.step is not Step.FRAME and kiosk.state.capture is not None, 15.0
        )
        capture = kiosk.state.capture
        assert capture is not None
        assert not capture.manual, "nothing holds the shutter up any more"
        assert {"ear-left", "ear-right"} <= set(capture.failed_rules)
        submit(kiosk)
        submission = kiosk.state.submission
        assert submission is not None
    with closing(open_store(settings, open_keys(settings), clock)) as store:
        manifest = json.loads(store.open_sealed(submission).manifest)
    assert manifest["waiver"]["reason"] == "medical"
    assert tuple(manifest["waiver"]["rules"]) == waiver.rules


def holding_up(kiosk: Kiosk) -> tuple[str, ...]:
    return () if kiosk.guide is None else waivable_rules(kiosk.guide.verdicts)


def test_the_sitter_is_coached_photographed_and_delivered_over_an_outage(
    tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log(*PLAIN_KEYS)
    said: list[str] = []
    with Rehearsal(tmp_path, Settings(), SystemClock()) as rehearsal:
        with started(rehearsal.settings) as kiosk:
            director = kiosk.director
            assert director is not None
            kiosk.post(ev.Started("test"))
            pump_until(kiosk, lambda: kiosk.state.step is Step.CONFIRM)
            rehearsal.central.kill()
            identify(kiosk, director.code)
            hints: list[str] = []

            def framed() -> bool:
                hint = None if kiosk.guide is None else kiosk.guide.hint
                if hint is not None and hint.code not in hints:
                    hints.append(hint.code)
                return kiosk.state.step is not Step.FRAME

            pump_until(kiosk, framed)
            submit(kiosk)
            assert not kiosk.state.delivered, "nothing is delivered while the server is away"
            assert len(hints) >= 4, f"the sitter sits down wrongly and is told what to do: {hints}"
        rehearsal.central.restart()
        (delivered,) = rehearsal.finish(tmp_path, said.append, 60.0)
    assert delivered.state is Delivery.ACCEPTED
    assert delivered.verified
    assert (tmp_path / "receipt-1.json").exists()


def test_a_missing_camera_is_trouble_not_a_crash(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(*PLAIN_KEYS)
    settings = Settings(
        data_dir=tmp_path,
        keys=KeySettings("file"),
        camera=CameraSettings(source=f"folder:{tmp_path / 'nowhere'}"),
    )
    with started(settings) as kiosk:
        pump_until(kiosk, lambda: kiosk.state.step is Step.TROUBLE)
        assert kiosk.state.trouble is not None
        assert kiosk.health().camera_fault == kiosk.state.trouble.code
        kiosk.post(ev.FaultCleared("vision-failed"))
        kiosk.pump()
        assert kiosk.health().camera_fault == kiosk.state.trouble.code, (
            "another fault's end is not this one's"
        )


def test_a_camera_needed_from_the_start_stops_the_start(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log(*PLAIN_KEYS)
    settings = Settings(
        data_dir=tmp_path, keys=KeySettings("file"), camera=CameraSettings(source="device:97")
    )
    kiosk = build_kiosk(settings, SystemClock(), needs_camera=True)
    with pytest.raises(KioskError) as caught:
        kiosk.start()
    assert caught.value.code == "camera-missing"


def test_a_wrong_setting_stops_the_start_without_keeping_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong() -> SyncSettings:
        return load(tmp_path / "sync.toml", SyncSettings)

    (tmp_path / "sync.toml").write_text("backoff_base_s = 'soon'\n", encoding="utf-8")
    monkeypatch.setattr("kiosk.services.build.load_sync_settings", wrong)
    with pytest.raises(KioskError) as caught:
        build_kiosk(Settings(data_dir=tmp_path, keys=KeySettings("file")), SystemClock())
    assert caught.value.code == "config-invalid"
    assert not (tmp_path / "store").exists(), "nothing was opened"


def test_an_altered_model_stops_the_start_and_says_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "face_landmarker.task").write_bytes(b"not a model")
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path))
    with pytest.raises(KioskError) as caught:
        build_kiosk(replace(Settings(), data_dir=tmp_path / "booth"), SystemClock())
    assert caught.value.code == "model-altered"
    assert "kiosk models install" in caught.value.advice
