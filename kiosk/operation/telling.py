"""Telling whoever started this process that it is ready and alive: systemd's datagrams, or lines on a pipe.

The words are systemd's (sd_notify(3)), whichever way they go.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Protocol

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"

PIPE_VARIABLE = "KIOSK_TELL_PIPE"
"""Set by our own supervisor, who reads this process's standard output: pipes are there on Windows too."""

LONGEST_GAP_S = 1.0
"""Signs of life come at least so often, or in half the time systemd waits for them."""


class Teller(Protocol):
    """Takes one word for the process above."""

    def tell(self, word: str) -> None:
        """Pass it on.

        Raises
        ------
        BrokenPipeError
            When nobody is above any more.
        """
        ...


class DatagramTeller:
    """Sends to the socket that systemd names in ``NOTIFY_SOCKET``; one that is gone is not our trouble."""

    def __init__(self, address: str) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def tell(self, word: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            try:
                sender.sendto(word.encode("ascii"), self._address)
            except OSError:
                return


class PipeTeller:
    """Writes lines to a file descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def tell(self, word: str) -> None:
        try:
            os.write(self._descriptor, f"{word}\n".encode("ascii"))
        except OSError as error:  # Windows says EINVAL
            raise BrokenPipeError from error


def find_teller(environ: Mapping[str, str], stdout: int = 1) -> Teller | None:
    """Return the way to the process above, None when nobody there listens."""
    if environ.get(PIPE_VARIABLE):
        return PipeTeller(stdout)
    address = environ.get("NOTIFY_SOCKET", "")
    return DatagramTeller(address) if address.startswith(("/", "@")) else None


def gap_s(environ: Mapping[str, str], process: int) -> float:
    """Return how often to give a sign of life, s: half of what systemd waits (``WATCHDOG_USEC``), or less."""
    microseconds = environ.get("WATCHDOG_USEC", "")
    mine = environ.get("WATCHDOG_PID", str(process)) == str(process)
    if not (mine and microseconds.isascii() and microseconds.isdigit()):
        return LONGEST_GAP_S
    return max(0.1, min(LONGEST_GAP_S, int(microseconds) / 2e6))
