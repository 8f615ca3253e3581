"""MediaPipe keeps its reports and its chatter to itself, and loads no library for plots."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

import pytest

from kiosk.paths import models_dir
from kiosk.vision import native
from kiosk.vision.landmarks import open_finders


@pytest.fixture(autouse=True)
def _proxy_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "")
    monkeypatch.setenv("no_proxy", "*")


def test_usage_reports_go_to_the_proxy_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        """Note what each connection asks for, and hang up."""
        while True:
            connection, _ = listener.accept()
            with connection:
                asked.append(connection.recv(200))
                if not asked[-1]:
                    return

    # Stands in for the closed port, to see what would have left the machine.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        monkeypatch.setattr(native, "CLOSED_PROXY", f"http://127.0.0.1:{address[1]}")
        proxy = threading.Thread(target=answer, args=(listener,))
        proxy.start()
        try:
            with open_finders(models_dir(), live=False):
                pass
        finally:
            socket.create_connection(address).close()
            proxy.join(10)
    assert any(request.startswith(b"CONNECT play.googleapis.com:443") for request in asked)


def test_opening_the_models_points_the_reports_at_a_closed_port() -> None:
    with open_finders(models_dir(), live=False):
        assert os.environ["https_proxy"] == "http://127.0.0.1:9"
        assert "*" not in os.environ["no_proxy"]


def test_chatter_is_dropped_and_errors_are_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with native.quiet_stderr():
        os.write(2, b"W0000 00:00:1795.976330    6768 graph.cc:181] Sets acceleration\n")
        os.write(2, b"E0000 00:00:1795.976330    6768 graph.cc:9] Out of memory\n")
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\nFatal: lost\n")
    assert capfd.readouterr().err == (
        "E0000 00:00:1795.976330    6768 graph.cc:9] Out of memory\nFatal: lost\n"
    )


def test_stderr_is_given_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="oops"), native.quiet_stderr():
        raise ValueError("oops")
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"


def test_mediapipe_is_imported_without_the_library_for_plots_which_others_still_get() -> None:
    code = "import sys\nfrom kiosk.vision.native import without_plotting\n"
    code += "with without_plotting():\n    from mediapipe import tasks\n"
    code += "print(tasks.vision.FaceLandmarker.__name__, [n for n in sys.modules if 'matplotlib' in n])\n"
    code += "import matplotlib\nprint(matplotlib.__name__, bool(matplotlib.__file__))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["FaceLandmarker []", "matplotlib True"], done.stderr
