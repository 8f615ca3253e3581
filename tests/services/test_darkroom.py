"""The photo thread: one job after another, failures told, bugs loud."""

from __future__ import annotations

import threading

import pytest

from kiosk.errors import KioskError
from kiosk.services.darkroom import Darkroom
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


def test_a_preparation_that_fails_is_told_to_who_waits() -> None:
    def fail() -> None:
        raise KioskError("model-missing", "No model.", "Install it.")

    darkroom = Darkroom(fail, lambda: None)
    with pytest.raises(KioskError):
        darkroom.start().result(5)
    darkroom.stop()
