"""Keeps the machine awake and its screen lit while the booth runs; the system lets go when the process ends.

Whoever can be asked is asked, since a booth may run under any of them: systemd-logind against sleep and the
idle action, the desktop's screen saver service (GNOME, KDE, Xfce; X11 and Wayland), the X server against its
own saver and DPMS, Windows. A bare Wayland compositor such as cage blanks nothing by itself. What nobody
there understands is done without.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)

WHO, WHY = "photo-kiosk", "people are photographed here"
ANSWER_WITHIN_S = 3.0
LEAVE_WITHIN_S = 1.0
ES_CONTINUOUS, ES_SYSTEM_REQUIRED, ES_DISPLAY_REQUIRED = 0x80000000, 0x1, 0x2
"""Of Windows' ``SetThreadExecutionState``: they hold as long as the thread lives."""

Hold = Callable[[Mapping[str, str]], AbstractContextManager[None]]


class NotThere(Exception):
    """Nobody of this kind can be asked on this machine."""


class Awake:
    """Asks on a thread named ``awake`` and holds on until the block ends; a context manager.

    Parameters
    ----------
    holds
        Name → how it is asked; it raises :class:`NotThere` or :class:`OSError` where that is not possible.
    """

    def __init__(
        self, environ: Mapping[str, str] = os.environ, holds: Mapping[str, Hold] | None = None
    ) -> None:
        self._environ = environ
        self._holds = of_system(sys.platform) if holds is None else holds
        self._leaving = threading.Event()
        self._asked = threading.Event()
        self._thread = threading.Thread(target=self._run, name="awake", daemon=True)
        self.held: tuple[str, ...] = ()
        """Who keeps the machine awake for us."""

    def __enter__(self) -> Awake:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._thread.join(len(self._holds) * ANSWER_WITHIN_S + LEAVE_WITHIN_S)

    def asked(self, within_s: float) -> bool:
        """Wait until everybody was asked."""
        return self._asked.wait(within_s)

    def _run(self) -> None:
        with ExitStack() as stack:
            for name, hold in self._holds.items():
                try:
                    stack.enter_context(hold(self._environ))
                except (NotThere, OSError):
                    continue
                self.held = (*self.held, name)
            if not self.held:
                log.warning("nobody here keeps the screen lit: switch blanking and sleep off in the system")
            self._asked.set()
            self._leaving.wait()
        self.held = ()


def of_system(platform: str) -> Mapping[str, Hold]:
    """Return who may be asked on a system."""
    if platform == "win32":
        return {"windows": _windows}
    if platform != "linux":
        return {}
    return {"logind": logind, "desktop": desktop, "x11": x11}


@contextlib.contextmanager
def logind(environ: Mapping[str, str]) -> Iterator[None]:
    """Take systemd-logind's inhibitor lock: held as long as its file descriptor is open."""
    with _bus("SYSTEM", True) as call:
        place = ("/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager")
        (lock,) = call(place, "Inhibit", "ssss", ("sleep:idle", WHO, WHY, "block"))
        descriptor = lock.to_raw_fd()
        try:
            yield
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def desktop(environ: Mapping[str, str]) -> Iterator[None]:
    """Ask the desktop's screen saver service: it holds as long as our connection to the bus is open."""
    if "DBUS_SESSION_BUS_ADDRESS" not in environ:
        raise NotThere
    with _bus("SESSION", False) as call:
        name = "org.freedesktop.ScreenSaver"
        call((f"/{name.replace('.', '/')}", name, name), "Inhibit", "ss", (WHO, WHY))
        yield


@contextlib.contextmanager
def x11(environ: Mapping[str, str]) -> Iterator[None]:
    """Suspend the X server's own saver and DPMS: it holds as long as our connection to it is open."""
    display = environ.get("DISPLAY")
    names = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if not display or None in names:
        raise NotThere
    x, saver = (ctypes.CDLL(name) for name in names)
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
    x.XCloseDisplay.argtypes = [ctypes.c_void_p]
    saver.XScreenSaverSuspend.argtypes = [ctypes.c_void_p, ctypes.c_int]
    connection = x.XOpenDisplay(display.encode())
    if not connection:
        raise NotThere
    saver.XScreenSaverSuspend(connection, 1)
    x.XSync(connection, 0)
    try:
        yield
    finally:
        x.XCloseDisplay(connection)


@contextlib.contextmanager
def _windows(environ: Mapping[str, str]) -> Iterator[None]:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (absent elsewhere)
    if not kernel.SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED | ES_DISPLAY_REQUIRED):
        raise NotThere
    try:
        yield
    finally:
        kernel.SetThreadExecutionState(ES_CONTINUOUS)


@contextlib.contextmanager
def _bus(which: str, files: bool) -> Iterator[Callable[..., tuple[Any, ...]]]:
    """Connect to a message bus; yield what calls a method of it and returns its answer."""
    try:
        from jeepney import DBusAddress, DBusErrorResponse, new_method_call
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import unwrap_msg
    except ImportError as error:
        raise NotThere from error
    try:
        connection = open_dbus_connection(which, enable_fds=files)
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise NotThere from error

    def call(
        place: tuple[str, str, str], method: str, signature: str, body: tuple[str, ...]
    ) -> tuple[Any, ...]:
        path, name, interface = place
        message = new_method_call(DBusAddress(path, name, interface), method, signature, body)
        try:
            answer: tuple[Any, ...] = unwrap_msg(
                connection.send_and_get_reply(message, timeout=ANSWER_WITHIN_S)
            )
        except (DBusErrorResponse, TimeoutError) as error:
            raise NotThere from error
        return answer

    try:
        yield call
    finally:
        connection.close()
