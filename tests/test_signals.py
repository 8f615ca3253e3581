"""Being asked to stop: an orderly end with the right exit code, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.signals import Stopped, on_stop, stop, stops_kept


def test_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with on_stop(stop), pytest.raises(Stopped) as caught:
        signal.raise_signal(signal.SIGTERM)
    assert caught.value.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_must_not_be_interrupted_is_ended_first() -> None:
    noted: list[list[int]] = []

    def work() -> None:
        with stops_kept() as asked:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
            noted.append(list(asked))

    with on_stop(stop), pytest.raises(Stopped) as caught:
        work()
    assert noted == [[signal.SIGTERM, signal.SIGINT]]
    assert caught.value.number == signal.SIGTERM


class Demo:
    """A rehearsal as a process of its own, in a folder of its own; what it says goes into a file."""

    def __init__(self, place: Path) -> None:
        self.place, self.log = place, place.with_suffix(".log")
        place.mkdir()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kiosk", "demo", "--autoplay", "--out", str(place / "out")],
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(place)},
                # A background job of a shell ignores Ctrl-C; this child must not inherit that.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
            )

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def shows(self, page: str) -> bool:
        """Tell whether the page has been on the screen: then there is a picture of it."""
        return any((self.place / "out").glob(f"[0-9][0-9]-{page}-*.png"))


STOPS: dict[str, tuple[signal.Signals, Callable[[Demo], bool]]] = {
    "its server starts": (signal.SIGINT, lambda demo: "starting a central server" in demo.said()),
    "a code is looked for": (signal.SIGTERM, lambda demo: "last 4 characters" in demo.said()),
    "a person is asked who they are": (signal.SIGINT, lambda demo: demo.shows("confirm")),
}


def test_a_demo_ends_in_order_whenever_it_is_stopped(tmp_path: Path) -> None:
    """Several rehearsals at once, each stopped at another moment."""
    demos = {moment: Demo(tmp_path / str(n)) for n, moment in enumerate(STOPS)}
    try:
        waiting, end = dict(demos), time.monotonic() + 60.0
        while waiting:
            for moment, demo in list(waiting.items()):
                number, has_come = STOPS[moment]
                if has_come(demo):
                    demo.process.send_signal(number)
                    del waiting[moment]
                assert demo.process.poll() is None or moment not in waiting, (moment, demo.said())
            assert time.monotonic() < end, f"never came: {list(waiting)}"
            time.sleep(0.02)
        for moment, demo in demos.items():
            code = demo.process.wait(60)
            assert code == 128 + STOPS[moment][0], (moment, demo.said())
            assert "Traceback" not in demo.said(), (moment, demo.said())
            assert "kiosk: stopped." in demo.said(), (moment, demo.said())
            left = {path.name for path in demo.place.iterdir()}
            assert left <= {"out"}, f"keys or photos were left behind when {moment}"
    finally:
        for demo in demos.values():
            demo.process.kill()
            demo.process.wait()
