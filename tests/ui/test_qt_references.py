"""Two faults of the toolkits the kiosk is built on, so that an upgrade cannot bring them back unseen."""

from __future__ import annotations

import subprocess
import sys

from kiosk.qt_environment import REDIRECTED, clean_qt_environment

# In a process of its own: with the fault (PySide6 6.12.0 on Python 3.11) the interpreter dies.
EMITS = """
import sys
from PySide6.QtCore import QObject, Qt, Signal

class Sender(QObject):
    empty = Signal()
    loaded = Signal(object, bool)

calls = 0
def take(*_):
    global calls
    calls += 1

sender = Sender()
sender.empty.connect(take)
sender.loaded.connect(take, Qt.ConnectionType.DirectConnection)
before = [sys.getrefcount(x) for x in (None, True, False)]
for _ in range(10_000):
    sender.empty.emit()
    sender.loaded.emit(None, True)
after = [sys.getrefcount(x) for x in (None, True, False)]
print(calls, *(b - a for a, b in zip(before, after)))
"""

FONTS = """
import os, cv2
from kiosk.qt_environment import REDIRECTED, clean_qt_environment
print(len(clean_qt_environment()), [n for n in REDIRECTED if n in os.environ])
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
print(app.platformName())
"""


def run_python(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"exit code {done.returncode}: {done.stderr}"
    return done.stdout


def test_signals_leave_reference_counts_alone() -> None:
    calls, *drift = (int(word) for word in run_python(EMITS).split())
    assert calls == 20_000
    assert all(abs(d) < 100 for d in drift), f"None, True, False drifted by {drift} in 20,000 emits"


def test_qt_starts_after_opencv_once_the_environment_is_clean() -> None:
    removed, platform = run_python(FONTS).splitlines()
    assert removed.endswith("[]")
    assert platform == "offscreen"


def test_only_opencvs_own_values_are_removed() -> None:
    plugins, fonts = REDIRECTED
    environ = {plugins: "/venv/cv2/qt/plugins", fonts: "/usr/share/fonts", "HOME": "/home/kiosk"}
    assert clean_qt_environment(environ) == (plugins,)
    assert environ == {fonts: "/usr/share/fonts", "HOME": "/home/kiosk"}
    assert clean_qt_environment(environ) == ()
