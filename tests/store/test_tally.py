"""The booth's counts: by hour, without anybody in them, and still there after the photos."""

from __future__ import annotations

from datetime import timedelta

from kiosk.clock import ManualClock
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.store.tally import KEPT_DAYS, Counted
from tests.store.making import CODE, NAME, STUDENT_NUMBER, submission


def test_a_day_counts_what_was_taken_submitted_delivered_and_why_again(
    store: Store, clock: ManualClock
) -> None:
    store.tally.captured()
    store.tally.captured()
    store.tally.retaken(("eyes_open", "eyes_open", "gaze"))
    store.tally.retaken(("gaze",))
    saved = store.save(submission(clock))
    store.lease(saved.id)
    store.accept(saved.id, {"receipt": "r"})
    store.purge(saved.id, "retention")
    assert store.state(saved.id) is Delivery.PURGED
    day = store.tally.day()
    assert [day.total(kind) for kind in Counted] == [2, 1, 1, 2]
    assert day.reasons == (("gaze", 2), ("eyes_open", 1))
    assert day.hours[Counted.CAPTURED][clock.now().astimezone().hour] == 2


def test_hours_and_days_are_told_apart_and_old_days_go(store: Store, clock: ManualClock) -> None:
    first = clock.now().astimezone().date()
    store.tally.captured()
    clock.advance(timedelta(days=1).total_seconds())
    store.tally.captured()
    assert store.tally.day(first).total(Counted.CAPTURED) == 1
    assert store.tally.day().total(Counted.CAPTURED) == 1
    clock.advance(timedelta(days=KEPT_DAYS).total_seconds())
    store.tally.retaken(("asked-again",))
    assert store.tally.day(first).total(Counted.CAPTURED) == 0


def test_nobody_is_in_the_counts(store: Store, clock: ManualClock) -> None:
    store.save(submission(clock))
    store.tally.retaken(("gaze",))
    told = repr(store.tally.day())
    assert not any(trace in told for trace in (NAME, STUDENT_NUMBER, CODE))
