"""How the booth's process ends, for who starts it again: systemd, Shell Launcher, our own supervisor."""

from __future__ import annotations

from enum import Enum, IntEnum


class Exit(IntEnum):
    """The exit codes of ``kiosk run``; 128 + N besides: it was asked to stop by signal N."""

    CLOSED = 0
    """Staff closed the kiosk."""
    ERROR = 2
    """Something that a person has to put right keeps the kiosk from starting; it was said on stderr."""
    STALE = 70
    """A part hung (EX_SOFTWARE of sysexits.h)."""
    ORPHANED = 71
    """The supervisor went away, and another one will want the store."""


class Next(Enum):
    """What is done about a process that ended."""

    LEAVE = "leave"
    RESTART = "restart"
    RESTART_LATER = "restart later"
    """Somebody has to do something first: trying it at once again would only flicker."""


STOP_SIGNALS = frozenset({2, 15})


def what_next(code: int) -> Next:
    """Return what to do after the exit code ``code``; negative codes are deaths by a signal (POSIX)."""
    if code == Exit.CLOSED or code - 128 in STOP_SIGNALS:
        return Next.LEAVE
    return Next.RESTART_LATER if code == Exit.ERROR else Next.RESTART
