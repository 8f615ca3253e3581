"""Errands: only for who waits, but for what has to be written down; a bug is answered, never silence."""

from __future__ import annotations

import queue
import threading

from kiosk.services.errands import Errands
from kiosk.session.events import Event, HandoffEnded
from tests.leftovers import ExpectLog

SORRY = HandoffEnded("sorry")


def test_who_waits_is_told_when_a_bug_ends_an_errand(expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.errands", "an errand failed")
    told: queue.Queue[Event] = queue.Queue()
    errands = Errands("test", told.put)
    try:
        errands.run(lambda errand: errand.tell(HandoffEnded(str(1 // 0))), failed=SORRY)
        assert told.get(timeout=10) == SORRY
    finally:
        errands.stop()
    assert told.empty()


def test_at_the_end_what_waits_is_dropped_but_what_lasts_is_done() -> None:
    told: list[Event] = []
    done: list[str] = []
    errands = Errands("test", told.append)
    go_on = threading.Event()
    errands.run(lambda errand: done.append("first") if go_on.wait(10) else None)
    errands.run(lambda errand: done.append("asked"))
    errands.run(lambda errand: done.append("kept"), lasting=True)
    errands.run(lambda errand: done.append("asked again"))
    stopping = threading.Thread(target=errands.stop)
    stopping.start()
    stopping.join(0.2)
    go_on.set()
    stopping.join(10)
    assert (done, told) == (["first", "kept"], [])
