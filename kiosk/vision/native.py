"""Keeps the native libraries to themselves: no usage reports, no chatter, nothing loaded in vain."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

CLOSED_PROXY = "http://127.0.0.1:9"
"""The discard port of this machine: a connection there is refused at once and never leaves it."""

NOISE = re.compile(
    rb"^(?:[IW]\d{4} \d\d:\d\d:|INFO: |WARNING: Logging before InitGoogle"
    rb"|\[ WARN:\d+@[\d.]+\] global net_impl_backend)"
)
"""Lines below the level of an error (OpenCV's: that its network runs on the CPU); all others reach stderr."""

PLOTTING = ("matplotlib", "matplotlib.pyplot")
"""MediaPipe imports them for helpers that draw into notebooks. Nothing here calls those, and they take two
thirds of the processor time of its import, with a search through the system's fonts."""

_import_lock = threading.Lock()
_stderr_lock = threading.Lock()  # file descriptor 2 is one for the whole process


def forbid_usage_reports() -> None:
    """Stop MediaPipe from reporting its use; call before a task is made.

    From 1.0 on every task sends its name, the machine's system and timings to ``play.googleapis.com/log``,
    and has no switch for it. Its HTTP client (libcurl) obeys ``https_proxy``, so that is pointed at a
    closed port of this machine, for the process and its children. The kiosk's own connections do not
    read these variables.
    """
    os.environ["https_proxy"] = CLOSED_PROXY
    # An exception such as "*" would let the reports pass.
    os.environ["no_proxy"] = "localhost,127.0.0.1,::1"


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, then pass on all lines but :data:`NOISE`.

    The library writes its warnings straight to the descriptor and reads no setting that stops it.
    """
    with _stderr_lock, tempfile.TemporaryFile() as held:
        try:
            real = os.dup(2)
        except OSError:  # a windowed program may have no stderr at all
            yield
            return
        try:
            os.dup2(held.fileno(), 2)
            try:
                yield
            finally:
                os.dup2(real, 2)
                held.seek(0)
                for line in held.read().splitlines(keepends=True):
                    if not NOISE.match(line):
                        os.write(2, line)
        finally:
            os.close(real)


@contextmanager
def without_plotting() -> Iterator[None]:
    """Import MediaPipe in this block: it finds empty modules where it looks for :data:`PLOTTING`.

    Whoever else imports those afterwards gets the real ones. Where they are loaded already, they stay.
    """
    with _import_lock:
        empty = {name: ModuleType(name) for name in PLOTTING if name not in sys.modules}
        sys.modules.update(empty)
        try:
            yield
        finally:
            for name in empty:
                del sys.modules[name]
