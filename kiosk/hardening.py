"""Keeping what is in memory in memory: no core files, no reading by other processes, no values in reports."""

from __future__ import annotations

import ctypes
import sys
import threading
from types import TracebackType
from typing import Any

from kiosk.log import places

PR_SET_DUMPABLE = 4
"""prctl(2): with 0 no core is written, not even to a helper's pipe, and other processes of the same account
may neither attach nor read /proc/PID/mem."""

SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002
"""SetErrorMode (Windows): without the box there is no Error Reporting either, which would keep a dump."""


def harden_process() -> None:
    """Switch off core files and dumps of this process; its children inherit the limit, not the flag.

    Raises
    ------
    OSError
        When the system refuses: what could leave a person's photo in a core file does not start.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE)")


def report_places_only() -> None:
    """Have uncaught exceptions told by type and place, never by their message, which may quote a person."""

    def told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        sys.stderr.write(places(kind, error, trace) + "\n")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            told(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(args: Any) -> None:
        told(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = told
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable
