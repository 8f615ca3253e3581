"""The photo thread: one job after another, failures told, bugs loud."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services import darkroom as darkrooms
from kiosk.services.build import build_kiosk
from kiosk.services.darkroom import Darkroom
from kiosk.settings import CameraSettings, KeySettings, Settings
from tests.leftovers import ExpectLog


def run(*jobs: object) -> tuple[list[object], list[str]]:
    """Do the jobs in a darkroom; return what succeeded and what each step was, in order."""
    steps: list[str] = []
    ended: list[object] = []

    def note(name: str) -> None:
        assert threading.current_thread().name.startswith("photo")
        steps.append(name)

    darkroom = Darkroom(lambda: note("prepare"), lambda: note("release"))
    darkroom.start().result(5)
    for job in jobs:
        assert callable(job)
        darkroom.do(job, ended.append, ended.append)
    darkroom.stop()
    return ended, steps


def test_jobs_run_in_order_between_prepare_and_release() -> None:
    ended, steps = run(lambda: 1, lambda: 2)
    assert ended == [1, 2]
    assert steps == ["prepare", "release"]


def test_a_failure_a_person_can_act_on_is_handed_over_and_the_next_job_runs() -> None:
    error = KioskError("disk-full", "Full.", "Call staff.")

    def fail() -> None:
        raise error

    assert run(fail, lambda: 2)[0] == [error, 2]


def test_a_bug_is_loud_and_still_answers(expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.darkroom", "failed")

    def bug() -> None:
        raise ZeroDivisionError

    ended, _ = run(bug)
    assert [error.code for error in ended if isinstance(error, KioskError)] == ["internal-error"]


def test_a_job_that_hangs_breaks_its_promise_and_one_that_waits_promises_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk whose fsync never returns: whoever saves there waits on a page without a way out."""
    monkeypatch.setattr(darkrooms, "JOB_WITHIN_S", 0.05)
    begun, disk, ended = threading.Event(), threading.Event(), list[object]()
    darkroom = Darkroom(lambda: None, lambda: None)
    assert not darkroom.pulse.begun
    darkroom.start().result(5)
    assert darkroom.pulse.begun

    def save() -> bool:
        begun.set()
        return disk.wait(10)

    time.sleep(0.1)
    assert darkroom.pulse.overdue_s() == 0, "nothing to do is no hanging"
    darkroom.do(save, ended.append, ended.append)
    assert begun.wait(5)
    time.sleep(0.2)
    assert darkroom.pulse.overdue_s() > 0
    disk.set()
    darkroom.stop()
    assert ended == [True] and darkroom.pulse.overdue_s() == 0


def test_a_booth_has_its_photo_thread_watched(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.store.keys", "plain file")
    settings = Settings(data_dir=tmp_path, keys=KeySettings("file"), camera=CameraSettings("sitter"))
    kiosk = build_kiosk(settings, SystemClock())
    try:
        assert kiosk.pulses["photo"] is kiosk._crew.darkroom.pulse
    finally:
        kiosk._crew.store.close()


def test_a_preparation_that_fails_is_told_to_who_waits() -> None:
    def fail() -> None:
        raise KioskError("model-missing", "No model.", "Install it.")

    darkroom = Darkroom(fail, lambda: None)
    with pytest.raises(KioskError):
        darkroom.start().result(5)
    darkroom.stop()
