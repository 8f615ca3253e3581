"""Being asked to stop: an orderly end with the right exit code, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.signals import Stopped, on_stop, stop


def test_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with on_stop(stop), pytest.raises(Stopped) as caught:
        signal.raise_signal(signal.SIGTERM)
    assert caught.value.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("number", "after_s"), [(signal.SIGINT, 3.0), (signal.SIGTERM, 9.0), (signal.SIGINT, 11.0)]
)
def test_a_stopped_demo_ends_in_order(tmp_path: Path, number: signal.Signals, after_s: float) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "demo", "--autoplay", "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)},
        # A background job of a shell ignores Ctrl-C; this child must not inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    time.sleep(after_s)
    demo.send_signal(number)
    _, said = demo.communicate(timeout=60)
    assert demo.returncode == 128 + number, said
    assert "Traceback" not in said
    assert "kiosk: stopped." in said
    assert {path.name for path in tmp_path.iterdir()} <= {"out"}, "keys or photos were left behind"
