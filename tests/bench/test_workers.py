"""Work is spread over processes and comes back in order; a stopwatch leaves no trace."""

from __future__ import annotations

import time
from functools import partial

import pytest

from kiosk.bench.stopwatch import Stopwatch, timing
from kiosk.bench.workers import Job, run_job


class Doubling:
    """Slower for even numbers, so that answers come out of order."""

    def __init__(self, factor: int) -> None:
        self._factor = factor

    def __call__(self, number: int) -> int:
        if number == 13:
            raise ValueError("thirteen")
        time.sleep(0.02 * (number % 2 == 0))
        return self._factor * number

    def close(self) -> None:
        raise AssertionError("a worker's models end with its process")


def test_results_keep_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_job(Job("doubling", partial(Doubling, 2)), range(10), 2) == [2 * n for n in range(10)]
    assert "doubling: 10 of 10" in capfd.readouterr().err


def test_a_failure_in_a_worker_ends_the_run_and_names_its_item() -> None:
    with pytest.raises(ValueError, match="thirteen") as caught:
        run_job(Job("doubling", partial(Doubling, 2)), range(12, 15), 1)
    assert "while working on 13" in caught.value.__notes__


def test_a_stopwatch_counts_while_it_looks_and_not_after() -> None:
    before = Doubling.__call__
    watch, work = Stopwatch(), Doubling(3)
    with timing(watch, (Doubling, "__call__")):
        assert work(2) == 6
        with pytest.raises(ValueError, match="thirteen"):
            work(13)
    assert Doubling.__call__ is before
    work(4)
    assert watch.calls == 2
    assert 0.02 <= watch.seconds < 1


def test_calls_at_one_time_count_each_but_the_time_passes_once() -> None:
    watch = Stopwatch()
    first = watch.begin()
    second = watch.begin()
    time.sleep(0.02)
    watch.end(first)
    watch.end(second)
    time.sleep(0.02)
    watch.end(watch.begin())
    assert watch.calls == 3
    assert watch.busy_seconds == pytest.approx(watch.seconds / 2, rel=0.2)
