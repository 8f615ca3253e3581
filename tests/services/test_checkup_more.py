"""``kiosk doctor``: the machine's clock and memory, the camera's rate, what the booth keeps."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.operation.health_file import FILE, HealthFile
from kiosk.services import checkup_camera, checkup_data, checkup_machine
from kiosk.services.build import open_keys, open_store, store_dir
from kiosk.services.finding import Fitness
from kiosk.settings import KeySettings, Settings, load_settings
from kiosk.sqlite import sqlite3
from tests.leftovers import ExpectLog
from tests.store import making

OK, WARN, FAIL = Fitness.OK, Fitness.WARN, Fitness.FAIL


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load_settings(), data_dir=tmp_path / "data", keys=KeySettings(store="file"))


class At(ManualClock):
    """A clock that shows a given time."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.shown = now

    def now(self) -> datetime:
        return self.shown


def test_a_clock_that_cannot_be_right_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checkup_machine.wall_clock(None, At(datetime(1970, 1, 1, tzinfo=UTC))).fitness is FAIL
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for kept, fitness in ((True, OK), (None, OK), (False, WARN)):
        monkeypatch.setattr(checkup_machine, "kept_by_ntp", lambda kept=kept: kept)
        assert checkup_machine.wall_clock(None, At(now)).fitness is fitness
    for off_s, fitness in ((2, OK), (-299, OK), (301, FAIL), (-3600, FAIL)):
        theirs = now - timedelta(seconds=off_s)
        monkeypatch.setattr(checkup_machine, "server_time", lambda _, theirs=theirs: theirs)
        finding = checkup_machine.wall_clock("http://127.0.0.1:9", At(now))
        assert finding.fitness is fitness
        assert f"{off_s:+} s" in finding.detail


def test_a_server_that_is_not_there_tells_no_time() -> None:
    assert checkup_machine.server_time("http://127.0.0.1:9") is None


def test_little_free_memory_is_said(tmp_path: Path) -> None:
    file = tmp_path / "meminfo"
    for free_kib, fitness in ((4_000_000, OK), (500_000, WARN)):
        file.write_text(f"MemTotal: 8000000 kB\nMemAvailable: {free_kib} kB\n")
        assert checkup_machine.memory(file).fitness is fitness
    assert checkup_machine.memory(tmp_path / "none").fitness is OK
    assert checkup_machine.processor().detail
    assert checkup_machine.version().detail.startswith("kiosk ")


class RatedCamera:
    """Gives pictures of one size as fast as its clock says, other sizes not at all."""

    name = "rated"

    def __init__(self, clock: ManualClock, asked: tuple[int, int], has: tuple[int, int], fps: float) -> None:
        self._clock, self._asked, self._has, self._fps = clock, asked, has, fps
        self.closed = False

    def open(self) -> None:
        if self._asked > (1920, 1080):
            raise KioskError("camera-unreadable", "No such size.", "Ask for another.")

    def read(self, timeout_s: float) -> Frame | None:
        self._clock.advance(1 / self._fps)
        size = min(self._asked, self._has)
        return Frame(0, self._clock.monotonic(), np.zeros((size[1], size[0], 3), np.uint8))

    def close(self) -> None:
        self.closed = True


def test_modes_are_the_sizes_that_really_come() -> None:
    clock, made = ManualClock(), []

    def opened(size: tuple[int, int]) -> RatedCamera:
        made.append(RatedCamera(clock, size, (1280, 720), 20.0))
        return made[-1]

    found = checkup_camera.list_modes(opened, clock)
    assert list(found) == [(640, 480), (1280, 720)]
    assert all(rate == pytest.approx(20.0, abs=1.0) for rate in found.values())
    assert all(camera.closed for camera in made)


def test_a_slow_camera_is_warned_of(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock()
    for rate, fitness in ((30.0, OK), (15.0, WARN)):
        camera = RatedCamera(clock, (1280, 720), (1280, 720), rate)
        monkeypatch.setattr(checkup_camera, "open_camera", lambda *_, camera=camera, **__: camera)
        finding = checkup_camera.camera(settings, clock)
        assert finding.fitness is fitness, finding


def test_what_is_kept_is_looked_at_without_changing_it(settings: Settings, expect_log: ExpectLog) -> None:
    expect_log("kiosk.store.keys", "plain file")
    clock = ManualClock()
    assert checkup_data.queue(settings, clock).detail == "nothing is stored yet"
    assert checkup_data.record(settings).fitness is OK
    assert checkup_data.keys(settings).fitness is WARN
    assert not settings.data_dir.exists()
    store = open_store(settings, open_keys(settings), clock)
    try:
        store.save(making.submission(clock))
    finally:
        store.close()
    assert checkup_data.queue(settings, clock).detail == "1 queued"
    clock.advance(4 * 86_400)
    assert "the oldest for 4 days" in checkup_data.queue(settings, clock).detail
    assert checkup_data.record(settings).fitness is OK
    (database,) = store_dir(settings).glob("*.db")
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("UPDATE submission SET state = 'blocked', reason = 'refused-422'")
        db.execute("UPDATE audit SET reason = 'changed' WHERE n = (SELECT min(n) FROM audit)")
    blocked = checkup_data.queue(settings, clock)
    assert (blocked.fitness, "refused-422: 1" in blocked.detail) == (WARN, True)
    assert checkup_data.record(settings).fitness is FAIL


def test_second_volume_that_is_none_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checkup_data.second_volume(settings).fitness is WARN
    settings = replace(settings, backup_dir=tmp_path / "absent")
    assert checkup_data.second_volume(settings).fitness is FAIL
    second = tmp_path / "second"
    second.mkdir()
    settings = replace(settings, backup_dir=second)
    assert "same volume" in checkup_data.second_volume(settings).detail
    monkeypatch.setattr(checkup_data, "device_of", lambda path: int(path == second))
    assert checkup_data.second_volume(settings).fitness is OK


def test_a_card_readers_folder_that_is_none_is_said(settings: Settings, tmp_path: Path) -> None:
    assert checkup_data.card_reader(settings).fitness is OK
    settings = replace(settings, card_reader_dir=tmp_path / "card")
    assert checkup_data.card_reader(settings).fitness is FAIL
    (tmp_path / "card").mkdir()
    assert checkup_data.card_reader(settings).fitness is OK


def test_how_the_booth_is_comes_from_its_health_file(settings: Settings) -> None:
    clock = ManualClock()
    assert checkup_data.booth(settings, clock).detail == "has not run here yet"
    path = settings.data_dir / FILE
    file = HealthFile(path, "1.0", lambda: {"step": "attract"}, clock.now, clock.monotonic)
    file.report({"gui": 0.0})
    assert checkup_data.booth(settings, clock).detail == "runs, version 1.0, on the page attract"
    file.report({"gui": 2.0})
    assert checkup_data.booth(settings, clock).fitness is FAIL
    clock.advance(60)
    assert "does not run" in checkup_data.booth(settings, clock).detail
    assert "does not run" in checkup_data.booth(settings, At(clock.now() - timedelta(days=1))).detail
    path.write_text(json.dumps({"ok": True}), encoding="ascii")
    assert checkup_data.booth(settings, clock).fitness is WARN
