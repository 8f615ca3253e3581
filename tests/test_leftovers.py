"""The guards of the suite catch what they are there to catch."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest

from tests import leftovers


def test_thread_is_found_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "GRACE_S", 0.0)
    before = leftovers.threads()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten", daemon=True)
    thread.start()
    try:
        assert leftovers.new_threads(before) == ["forgotten"]
    finally:
        stop.set()
        thread.join()
    assert leftovers.new_threads(before) == []


@pytest.mark.skipif(sys.platform != "linux", reason="children are listed by /proc")
def test_child_process_is_found_until_it_is_reaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "GRACE_S", 0.0)
    before = leftovers.child_processes()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = leftovers.new_children(before)
        child.communicate(b"\n", timeout=30)
    assert len(found) == 1
    assert leftovers.new_children(before) == []


def test_running_timer_is_found_until_it_stops() -> None:
    core = pytest.importorskip("PySide6.QtCore")
    app = core.QCoreApplication.instance() or pytest.importorskip("PySide6.QtWidgets").QApplication([])
    assert app is not None
    before = leftovers.running_timers()
    timer = core.QTimer()
    timer.setObjectName("forgotten")
    timer.start(60_000)
    assert [line.split()[0] for line in leftovers.new_timers(before)] == ["forgotten"]
    timer.stop()
    assert leftovers.new_timers(before) == []


def test_undeclared_warning_and_missing_declared_one_are_problems() -> None:
    log = logging.getLogger("kiosk.some.part")
    log.propagate = False
    guard = leftovers.LogGuard()
    log.addHandler(guard)
    try:
        log.warning("disk is nearly full")
        log.info("all is well")
        assert guard.problems() == ["unexpected log: kiosk.some.part WARNING: disk is nearly full"]
        guard.expect("kiosk.some", "nearly full$")
        assert guard.problems() == []
        guard.expect("kiosk.some", "on fire")
        assert guard.problems() == ["expected log never came: kiosk.some: on fire"]
        guard.expect("kiosk.so", "nearly")
        assert "expected log never came: kiosk.so: nearly" in guard.problems()
    finally:
        log.removeHandler(guard)
        log.propagate = True


def test_declared_log_passes(expect_log: leftovers.ExpectLog) -> None:
    expect_log("kiosk.test", "told so")
    logging.getLogger("kiosk.test.inner").error("I told so")
